import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Service } from '@vtasker/backstage-plugin-service-manager-common';
import {
  anOperation,
  aPreview,
  aRevision,
  aService,
  aWorkload,
  FakeServer,
} from '../testing';
import { renderServiceTab } from '../__testUtils__/renderExtension';

const accepted = anOperation({
  id: 'op-new',
  phase: 'accepted',
  outcome: undefined,
  undoable: false,
  cancellable: true,
  steps: [
    { id: '1', title: 'Set project-manager to 0 replicas', state: 'pending' },
  ],
});

function aServer(service: Service = aService()): FakeServer {
  return new FakeServer()
    .on('getService', () => service)
    .on('previewOperation', ({ body }) => aPreview({ verb: body.verb }))
    .on('createOperation', ({ body }) => ({
      ...accepted,
      verb: body.verb,
      parameters: body.parameters,
    }))
    .on('getOperation', () => accepted);
}

async function openDialog(server: FakeServer, change: string) {
  renderServiceTab(server, `/?change=${change}`);
  return within(await screen.findByRole('dialog'));
}

async function confirmable(name: string) {
  const button = await screen.findByRole('button', { name });
  await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled'));
  return button;
}

describe('the change dialog', () => {
  it('stops a service: what happens, what to mind, why, and then the operation', async () => {
    const user = userEvent.setup();
    const server = aServer(
      aService({ operations: [anOperation({ reason: 'Maintenance' })] }),
    ).on('previewOperation', () =>
      aPreview({
        guards: [
          {
            code: 'dependents',
            severity: 'info',
            title: 'gateway uses this service',
            detail: 'Its requests will fail.',
          },
          {
            code: 'gitops-owner',
            severity: 'warning',
            title: 'Argo CD puts it back',
            detail: 'Self-heal is on.',
            advice: 'Change it in Git.',
          },
        ],
        untouched: [
          { workload: aWorkload().ref, why: 'a DaemonSet has no replicas.' },
        ],
      }),
    );
    renderServiceTab(server);
    await user.click(await screen.findByRole('button', { name: 'Stop' }));
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Stop project-manager' }),
    );
    const confirm = await confirmable('Stop project-manager');

    const row = dialog.getByRole('row', { name: /Deployment project-manager/ });
    expect(row).toHaveTextContent('3 replicas');
    expect(row).toHaveTextContent('stopped');
    expect(dialog.getByText(/a DaemonSet has no replicas/)).toBeVisible();
    // The weightier one first, and its weight in words.
    const care = dialog.getByRole('region', { name: 'Take care' });
    expect(care.textContent).toMatch(
      /Warning: Argo CD puts it back.*Change it in Git\..*Note: gateway/,
    );
    await user.click(dialog.getByRole('button', { name: 'Exact change' }));
    expect(
      dialog.getByRole('row', { name: /spec\.replicas 3 0/ }),
    ).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Maintenance' }));
    await user.click(confirm);

    expect(
      await dialog.findByText('Set project-manager to 0 replicas'),
    ).toBeVisible();
    expect(server.callsTo('createOperation')).toMatchObject([
      {
        params: {
          kind: 'component',
          namespace: 'default',
          name: 'project-manager',
        },
        body: {
          verb: 'stop',
          parameters: {},
          reason: 'Maintenance',
          precondition: 'p-1',
          acknowledged: ['dependents', 'gitops-owner'],
        },
        headers: {
          'Idempotency-Key': expect.stringMatching(/^[0-9a-f-]{32,}$/),
        },
      },
    ]);
  });

  it('asks when it comes back and sends the moment', async () => {
    const user = userEvent.setup();
    const server = aServer();
    const dialog = await openDialog(server, 'stop');
    await user.click(dialog.getByRole('radio', { name: 'In 1 hour' }));
    await waitFor(() =>
      expect(
        server.callsTo('previewOperation').at(-1)?.body.parameters,
      ).toEqual({ until: expect.any(String) }),
    );
    await user.click(await confirmable('Stop project-manager'));
    await waitFor(() =>
      expect(server.callsTo('createOperation')).toHaveLength(1),
    );
    const { until } = server.callsTo('createOperation')[0].body.parameters;
    const ahead = new Date(until).getTime() - Date.now();
    expect(ahead).toBeGreaterThan(59 * 60_000);
    expect(ahead).toBeLessThanOrEqual(60 * 60_000);
  });

  it('says beside the field that a time to come back has passed', async () => {
    const user = userEvent.setup();
    const server = aServer();
    const dialog = await openDialog(server, 'stop');
    await user.click(dialog.getByRole('radio', { name: 'At a time' }));
    expect(
      await dialog.findByRole('group', { name: 'Come back at' }),
    ).toBeVisible();
    server.fail('previewOperation', 400, {
      code: 'UNTIL_IN_PAST',
      field: 'parameters.until',
      message: 'The time to come back has passed.',
      nextStep: 'Choose a later one.',
    });
    await user.click(dialog.getByRole('radio', { name: 'In 4 hours' }));
    expect(
      await dialog.findByText(
        'The time to come back has passed. Choose a later one.',
      ),
    ).toBeVisible();
    expect(
      dialog.getByRole('button', { name: 'Stop project-manager' }),
    ).toHaveAttribute('aria-disabled', 'true');
  });

  it('scales: hints beside the field, no preview of nothing, the number sent', async () => {
    const user = userEvent.setup();
    const server = aServer(
      aService({
        workloads: [
          aWorkload({
            autoscaler: { name: 'pm', kind: 'HPA', min: 2, max: 6 },
          }),
        ],
      }),
    );
    const dialog = await openDialog(server, 'scale');
    const field = dialog.getByRole('textbox', { name: 'Replicas' });
    expect(field).toHaveAccessibleDescription(
      'Now 3 replicas. HPA pm keeps it between 2 and 6.',
    );
    expect(server.callsTo('previewOperation')).toEqual([]);
    expect(
      dialog.getByRole('button', { name: 'Scale project-manager' }),
    ).toHaveAccessibleDescription('Say how many replicas there should be.');
    await user.type(field, '5');
    await user.tab();
    await user.click(await confirmable('Scale project-manager'));
    await dialog.findByText('Accepted');
    expect(server.callsTo('createOperation')[0].body).toMatchObject({
      verb: 'scale',
      parameters: { workload: 'w-project-manager', replicas: 5 },
    });
  });

  it('shows at the field what the API says of it', async () => {
    const user = userEvent.setup();
    const server = aServer().fail('previewOperation', 400, {
      code: 'INVALID_FIELD',
      field: 'parameters.replicas',
      message: 'At most 10000 replicas.',
    });
    const dialog = await openDialog(server, 'scale');
    const field = dialog.getByRole('textbox', { name: 'Replicas' });
    await user.type(field, '99999');
    await user.tab();
    await dialog.findByText('At most 10000 replicas.');
    expect(field).toHaveAccessibleDescription(/At most 10000 replicas/);
    expect(field).toBeInvalid();
    expect(dialog.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('rolls back to a revision that is shown with its difference', async () => {
    const user = userEvent.setup();
    const server = aServer().on('listRevisions', () => ({
      items: [
        aRevision({ revision: 14, current: true }),
        aRevision({ revision: 13, changeCause: 'Faster parser' }),
      ],
    }));
    const dialog = await openDialog(server, 'rollback');
    const choices = await dialog.findAllByRole('radio');
    expect(choices).toHaveLength(1);
    await user.click(
      dialog.getByRole('radio', { name: /Revision 13.*Faster/ }),
    );
    await user.click(
      dialog.getByRole('button', { name: /What revision 13 changes/ }),
    );
    expect(
      within(
        dialog.getByRole('region', { name: 'Difference to revision 13' }),
      ).getByRole('row', { name: /containers\[app\]\.image/ }),
    ).toBeVisible();
    await user.click(await confirmable('Roll back project-manager'));
    await dialog.findByText('Accepted');
    expect(server.callsTo('createOperation')[0].body.parameters).toEqual({
      workload: 'w-project-manager',
      revision: 13,
    });
  });

  it('shows an error whole when it is about no field of the form', async () => {
    const server = aServer().fail('previewOperation', 422, {
      code: 'CLUSTER_REJECTED',
      field: 'spec.replicas',
      message: 'admission webhook "quota" denied the request',
    });
    const dialog = await openDialog(server, 'stop');
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'admission webhook "quota" denied the request',
    );
  });

  it('says so when the cluster keeps no earlier revision', async () => {
    const server = aServer().on('listRevisions', () => ({
      items: [aRevision({ revision: 14, current: true })],
    }));
    const dialog = await openDialog(server, 'rollback');
    expect(await dialog.findByText(/nothing to roll back to/)).toBeVisible();
  });

  it('deploys a tag to one container and shows a problem at its field', async () => {
    const user = userEvent.setup();
    const server = aServer(
      aService({
        workloads: [
          aWorkload({
            images: [
              { container: 'app', image: 'registry.example.com/pm:v2.2.0' },
              { container: 'proxy', image: 'envoy:1.30' },
            ],
          }),
        ],
      }),
    ).fail('previewOperation', 400, {
      code: 'INVALID_IMAGE',
      field: 'parameters.images[0].image',
      message: 'This is not an image.',
      nextStep: 'Write :tag or registry/name:tag.',
    });
    const dialog = await openDialog(server, 'deploy');
    const app = dialog.getByRole('textbox', { name: 'Image of container app' });
    const proxy = dialog.getByRole('textbox', {
      name: 'Image of container proxy',
    });
    expect(proxy).toHaveAccessibleDescription(/Now envoy:1\.30/);
    await user.type(proxy, 'A B');
    // Counted among those sent, not among the containers.
    await waitFor(() =>
      expect(proxy).toHaveAccessibleDescription(/This is not an image/),
    );
    expect(app).not.toBeInvalid();

    server.on('previewOperation', () => aPreview({ verb: 'deploy' }));
    await user.clear(proxy);
    await user.type(proxy, ':1.31');
    await user.click(await confirmable('Deploy to project-manager'));
    await dialog.findByText('Accepted');
    expect(server.callsTo('createOperation')[0].body.parameters).toEqual({
      workload: 'w-project-manager',
      images: [{ container: 'proxy', image: ':1.31' }],
    });
  });

  it('lets one choose among several workloads', async () => {
    const user = userEvent.setup();
    const worker = aWorkload({
      ref: {
        id: 'w-worker',
        cluster: 'prod-eu',
        namespace: 'shop',
        kind: 'Deployment',
        name: 'worker',
      },
    });
    const server = aServer(aService({ workloads: [aWorkload(), worker] }));
    const dialog = await openDialog(server, 'restart');
    await user.click(
      dialog.getByRole('checkbox', { name: /Deployment project-manager/ }),
    );
    await waitFor(() =>
      expect(
        server.callsTo('previewOperation').at(-1)?.body.parameters,
      ).toEqual({ workloads: ['w-worker'] }),
    );
    await user.click(dialog.getByRole('checkbox', { name: /worker/ }));
    expect(
      dialog.getByRole('button', { name: 'Restart project-manager' }),
    ).toHaveAccessibleDescription('Choose at least one workload.');
  });

  it('waits for a reason where the policy asks for one', async () => {
    const user = userEvent.setup();
    const server = aServer().on('previewOperation', () =>
      aPreview({ reasonRequired: true }),
    );
    const dialog = await openDialog(server, 'stop');
    const button = dialog.getByRole('button', { name: 'Stop project-manager' });
    await waitFor(() =>
      expect(button).toHaveAccessibleDescription(
        'Give a reason: the policy asks for one.',
      ),
    );
    await user.type(dialog.getByRole('textbox', { name: /Reason/ }), 'Fire');
    await confirmable('Stop project-manager');
  });

  it('does nothing while a guard blocks, and says which', async () => {
    const server = aServer().on('previewOperation', () =>
      aPreview({
        guards: [
          {
            code: 'operation-running',
            severity: 'block',
            title: 'A restart is running',
            detail: 'One operation at a time.',
          },
        ],
      }),
    );
    const dialog = await openDialog(server, 'stop');
    await dialog.findByText('Not possible now: A restart is running');
    expect(
      dialog.getByRole('button', { name: 'Stop project-manager' }),
    ).toHaveAccessibleDescription('A restart is running');
  });

  it('renews the preview when the service changes meanwhile and says so', async () => {
    const server = aServer();
    const dialog = await openDialog(server, 'stop');
    await confirmable('Stop project-manager');
    const release = server.hold('previewOperation');
    server.on('getService', () =>
      aService({
        workloads: [
          aWorkload({
            replicas: {
              desired: 5,
              current: 5,
              ready: 5,
              updated: 5,
              available: 5,
            },
          }),
        ],
      }),
    );
    window.dispatchEvent(new Event('online'));
    const button = dialog.getByRole('button', { name: 'Stop project-manager' });
    await waitFor(() =>
      expect(button).toHaveAttribute('aria-disabled', 'true'),
    );
    release(aPreview({ precondition: 'p-2' }));
    expect(await dialog.findByText(/the preview was renewed at/)).toBeVisible();
    await userEvent.click(await confirmable('Stop project-manager'));
    await dialog.findByText('Accepted');
    expect(server.callsTo('createOperation')[0].body.precondition).toBe('p-2');
  });

  it('renews the preview when the backend found it outdated', async () => {
    const user = userEvent.setup();
    const server = aServer().fail('createOperation', 412, {
      code: 'PRECONDITION_FAILED',
      field: 'precondition',
      message: 'It was scaled to 5 in the meantime.',
    });
    const dialog = await openDialog(server, 'stop');
    const before = await confirmable('Stop project-manager');
    server.on('previewOperation', () => aPreview({ precondition: 'p-2' }));
    await user.click(before);
    expect(
      await dialog.findByText('The service changed: nothing was done'),
    ).toBeVisible();
    expect(await dialog.findByText(/the preview was renewed at/)).toBeVisible();
    expect(server.callsTo('previewOperation')).toHaveLength(2);
  });

  it('repeats an unanswered request under the same key, a refused one under another', async () => {
    const user = userEvent.setup();
    const server = aServer().fail('createOperation', 504, {
      message: 'Gateway time-out',
    });
    const dialog = await openDialog(server, 'stop');
    const button = await confirmable('Stop project-manager');
    await user.click(button);
    await dialog.findByText(/No answer came. Press again/);
    server.fail('createOperation', 429, {
      code: 'TOO_MANY_WRITES',
      message: 'Too many changes.',
    });
    await user.click(button);
    await dialog.findByText(/Too many changes/);
    server.on('createOperation', () => accepted);
    await user.click(button);
    await dialog.findByText('Accepted');
    const keys = server
      .callsTo('createOperation')
      .map(({ headers }) => headers['Idempotency-Key']);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('works without a secure context, where there is no randomUUID', async () => {
    const { randomUUID } = crypto;
    Object.defineProperty(crypto, 'randomUUID', {
      value: undefined,
      configurable: true,
    });
    try {
      const server = aServer();
      const dialog = await openDialog(server, 'stop');
      await userEvent.click(await confirmable('Stop project-manager'));
      await dialog.findByText('Accepted');
      expect(
        server.callsTo('createOperation')[0].headers['Idempotency-Key'],
      ).toMatch(/^[0-9a-f]{32}$/);
    } finally {
      Object.defineProperty(crypto, 'randomUUID', {
        value: randomUUID,
        configurable: true,
      });
    }
  });

  it('closes with Escape, changes nothing, and gives the focus back', async () => {
    const user = userEvent.setup();
    const server = aServer();
    renderServiceTab(server);
    const stop = await screen.findByRole('button', { name: 'Stop' });
    stop.focus();
    await user.keyboard('{Enter}');
    await screen.findByRole('dialog');
    await user.keyboard('{Escape}');
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    await waitFor(() => expect(stop).toHaveFocus());
    expect(server.callsTo('createOperation')).toEqual([]);
  });

  it('has no single key that changes anything', async () => {
    const user = userEvent.setup();
    const server = aServer();
    renderServiceTab(server);
    await screen.findByRole('button', { name: 'Stop' });
    await user.keyboard('rsxduk?/');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(server.callsTo('createOperation')).toEqual([]);
  });
});
