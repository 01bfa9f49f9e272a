import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderServiceTab } from '../__testUtils__/renderExtension';
import { serverWith, showTab } from '../__testUtils__/serviceTab';
import {
  aCluster,
  ago,
  aPod,
  aService,
  aStatus,
  aWorkload,
  FakeServer,
  HOUR,
  MINUTE,
} from '../testing';

describe('the Service tab', () => {
  it('shows the final layout as a skeleton while it loads', async () => {
    const server = new FakeServer();
    const release = server.hold('getService');
    renderServiceTab(server);
    expect(
      await screen.findByRole('status', { name: 'Loading the service' }),
    ).toBeVisible();
    release(aService());
    expect(await screen.findByText('All 3 pods are ready.')).toBeVisible();
    expect(
      screen.queryByRole('status', { name: 'Loading the service' }),
    ).not.toBeInTheDocument();
  });

  it('says in one line how the service is, where and since when', async () => {
    await showTab({
      workloads: [
        aWorkload({
          owners: [
            {
              kind: 'ArgoCD',
              name: 'managers',
              effect: 'Argo CD puts back what Git says.',
            },
          ],
        }),
      ],
    });
    const header = screen.getByText('All 3 pods are ready.').closest('header')!;
    expect(header).toHaveTextContent('Running');
    expect(header).toHaveTextContent('for 3 d');
    expect(header).toHaveTextContent('3/3 ready');
    expect(header).toHaveTextContent('v2.2.0');
    expect(header).toHaveTextContent('prod-eu / manager-agent-ai');
    await userEvent.click(
      screen.getByRole('button', { name: 'Argo CD: managers' }),
    );
    expect(
      await screen.findByText('Argo CD puts back what Git says.'),
    ).toBeVisible();
  });

  it('opens the evidence for a status', async () => {
    await showTab();
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Evidence for the status of project-manager',
      }),
    );
    expect(
      await screen.findByText(/Deployment has minimum availability/),
    ).toBeVisible();
  });

  it('says why there is nothing and offers the lines to paste', async () => {
    const snippet =
      'metadata:\n  annotations:\n    backstage.io/kubernetes-id: web';
    const server = serverWith(
      aService({
        workloads: [],
        problem: {
          code: 'no-annotation',
          message: 'The entity names no workloads.',
          nextStep: 'Add this annotation.',
          snippet,
        },
      }),
    );
    const user = userEvent.setup();
    const copy = jest.spyOn(navigator.clipboard, 'writeText');
    renderServiceTab(server);
    expect(await screen.findByText('Add this annotation.')).toBeVisible();
    // Nothing can be started or stopped here.
    expect(
      screen.queryByRole('button', { name: 'Stop' }),
    ).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeVisible();
    expect(copy).toHaveBeenCalledWith(snippet);
  });

  it('says what went wrong when there is nothing to show yet', async () => {
    const server = new FakeServer().fail('getService', 503, {
      code: 'CLUSTER_UNAVAILABLE',
      message: 'prod-eu does not answer.',
      nextStep: 'Ask the platform team.',
    });
    renderServiceTab(server);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The service could not be read');
    expect(alert).toHaveTextContent('prod-eu does not answer.');
    expect(alert).toHaveTextContent('Ask the platform team.');
    expect(alert).toHaveTextContent('CLUSTER_UNAVAILABLE');
    server.on('getService', () => aService());
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('All 3 pods are ready.')).toBeVisible();
  });

  it('keeps what was on the screen when a later fetch fails', async () => {
    const server = await showTab();
    server.setOffline(true);
    window.dispatchEvent(new Event('online'));
    expect(
      await screen.findByText(
        /The service manager's backend has not answered since/,
      ),
    ).toBeVisible();
    expect(screen.getByText('All 3 pods are ready.')).toBeVisible();
  });

  it('says which cluster is silent and what it may not read', async () => {
    await showTab({
      clusters: [
        aCluster(),
        aCluster({
          name: 'prod-us',
          title: 'prod-us',
          state: 'unreachable',
          lastSeenAt: ago(2 * MINUTE),
          forbidden: ['HorizontalPodAutoscaler'],
        }),
      ],
    });
    const freshness = screen.getByRole('status', { name: 'Freshness' });
    expect(freshness).toHaveTextContent(
      /prod-us has not answered since .*; this is what was last seen/,
    );
    expect(freshness).not.toHaveTextContent('prod-eu');
    expect(
      screen.getByText(/we may not read HorizontalPodAutoscaler/),
    ).toBeVisible();
  });

  it('groups workloads by cluster where there is more than one', async () => {
    const there = aWorkload({
      ref: {
        id: 'us',
        cluster: 'prod-us',
        namespace: 'shop',
        kind: 'Deployment',
        name: 'web',
      },
    });
    await showTab({
      workloads: [aWorkload(), there],
      clusters: [aCluster(), aCluster({ name: 'prod-us', title: 'America' })],
    });
    const workloads = screen.getByRole('region', { name: 'Workloads' });
    expect(
      within(workloads)
        .getAllByRole('heading', { level: 3 })
        .map(heading => heading.textContent),
    ).toEqual(['prod-eu', 'America']);
  });

  it('opens the pods of a workload with their reasons', async () => {
    await showTab({
      workloads: [
        aWorkload({
          pods: [
            aPod({
              name: 'web-1',
              ready: false,
              restarts: 17,
              status: aStatus('degraded', {
                message: 'Out of memory again and again, limit 512Mi.',
              }),
            }),
          ],
        }),
      ],
    });
    const pods = screen.getByRole('table', { name: 'Pods of project-manager' });
    const row = within(pods).getByRole('row', { name: /web-1/ });
    expect(row).toHaveTextContent('Out of memory again and again');
    expect(row).toHaveTextContent('17');
    const toggle = screen.getByRole('button', {
      name: 'Deployment project-manager',
    });
    expect(toggle).toHaveAttribute('aria-expanded', 'true');
    await userEvent.click(toggle);
    expect(toggle).toHaveAttribute('aria-expanded', 'false');
    expect(pods).not.toBeInTheDocument();
  });

  it('shows a rollout only while one runs', async () => {
    const server = await showTab();
    expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
    server.on('getService', () =>
      aService({
        workloads: [
          aWorkload({
            rollout: {
              updated: 2,
              available: 1,
              old: 2,
              desired: 3,
              message: 'Waiting for one more.',
            },
          }),
        ],
      }),
    );
    window.dispatchEvent(new Event('online'));
    const bar = await screen.findByRole('progressbar', {
      name: 'Rollout of project-manager',
    });
    expect(bar).toHaveAttribute(
      'aria-valuetext',
      '1 of 3 new pods available, 1 starting, 2 old pods left',
    );
  });

  it('says who stopped it, why, and when it comes back', async () => {
    await showTab({
      status: aStatus('stopped'),
      workloads: [
        aWorkload({
          status: aStatus('stopped'),
          pods: [],
          stopped: {
            replicas: 3,
            by: 'user:default/anna',
            at: ago(2 * HOUR + MINUTE),
            reason: 'Maintenance',
            until: ago(-3 * HOUR - MINUTE),
          },
        }),
      ],
    });
    expect(screen.getByRole('region', { name: 'Workloads' })).toHaveTextContent(
      'Stopped by anna, 2 h ago: Maintenance. It comes back with 3. It starts again by itself in 3 h.',
    );
  });

  it('tells use, requests and limits in words beside the bars', async () => {
    await showTab({ workloads: [aWorkload({ usage: undefined })] });
    expect(
      screen.getByRole('img', {
        name: 'CPU of project-manager: unknown used, 750m requested, 1.5 limit',
      }),
    ).toBeInTheDocument();
    expect(screen.getByText(/may run no metrics server/)).toBeVisible();
  });

  it('links what it depends on and what depends on it', async () => {
    await showTab({
      dependsOn: [
        { entityRef: 'resource:default/db', title: 'db', state: 'failed' },
      ],
      dependents: [
        { entityRef: 'component:default/gateway', title: 'gateway' },
      ],
    });
    const dependsOn = screen.getByRole('list', { name: 'Depends on' });
    expect(dependsOn).toHaveTextContent('Failed');
    expect(within(dependsOn).getByRole('link')).toHaveTextContent('db');
    expect(screen.getByRole('list', { name: 'Used by' })).toHaveTextContent(
      'gateway',
    );
  });
});
