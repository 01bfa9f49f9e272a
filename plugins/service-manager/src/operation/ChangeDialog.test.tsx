import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  accepted,
  aServer,
  confirmable,
  openDialog,
} from '../__testUtils__/changeDialog';
import { renderServiceTab } from '../__testUtils__/renderExtension';
import { anOperation, aPreview, aService, aWorkload } from '../testing';

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
    // What Git holds is changed there; the other guard has nothing to open.
    expect(
      within(care)
        .getAllByRole('link')
        .map(link => [link.textContent, link.getAttribute('href')]),
    ).toEqual([['Open its source', 'https://git.example/managers/']]);
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
    act(() => stop.focus());
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
