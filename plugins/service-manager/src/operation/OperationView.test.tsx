import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Operation } from '@vtasker/backstage-plugin-service-manager-common';
import { ago, anOperation, aService, FakeServer } from '../testing';
import { renderServiceTab } from '../__testUtils__/renderExtension';

const running = anOperation({
  phase: 'following',
  outcome: undefined,
  undoable: false,
  cancellable: true,
  steps: [
    {
      id: '1',
      title: 'Set project-manager to 0 replicas',
      state: 'done',
      startedAt: ago(10_000),
      endedAt: ago(8_000),
    },
    {
      id: '2',
      title: 'Wait for project-manager to stop',
      state: 'running',
      startedAt: ago(8_000),
      progress: { done: 1, total: 3 },
      message: 'Pod project-manager-1 is ending.',
    },
  ],
});

function aServer(operation: Operation): FakeServer {
  return new FakeServer()
    .on('getService', () => aService({ operations: [operation] }))
    .on('getOperation', () => operation);
}

async function openOperation(server: FakeServer) {
  renderServiceTab(server, '/?operation=op-1');
  return within(await screen.findByRole('dialog'));
}

describe('an operation in the dialog', () => {
  it('is followed after a reload: steps with times, counts and words', async () => {
    const dialog = await openOperation(aServer(running));
    const steps = within(
      await dialog.findByRole('list', { name: 'Steps' }),
    ).getAllByRole('listitem');
    expect(steps[0]).toHaveTextContent('Done in 2 s');
    expect(steps[1]).toHaveTextContent('1 of 3');
    expect(steps[1]).toHaveTextContent('Pod project-manager-1 is ending.');
    expect(
      screen.getByRole('heading', { name: 'Stopping project-manager' }),
    ).toBeVisible();
  });

  it('is cancelled while it can be', async () => {
    const user = userEvent.setup();
    const server = aServer(running);
    const dialog = await openOperation(server);
    const cancelled = anOperation({ outcome: 'cancelled', undoable: false });
    server
      .on('cancelOperation', () => cancelled)
      .on('getOperation', () => cancelled);
    await user.click(
      dialog.getByRole('button', { name: 'Cancel the operation' }),
    );
    expect(await dialog.findByText('Cancelled')).toBeVisible();
    expect(
      dialog.queryByRole('button', { name: 'Cancel the operation' }),
    ).not.toBeInTheDocument();
  });

  it('tells of a failure in the words of the cluster, with the next step', async () => {
    const dialog = await openOperation(
      aServer(
        anOperation({
          outcome: 'failed',
          undoable: false,
          error: {
            code: 'CLUSTER_REJECTED',
            message: 'exceeded quota: compute, requested: pods=5',
            nextStep: 'Ask for a larger quota.',
          },
        }),
      ),
    );
    const alert = await dialog.findByRole('alert');
    expect(alert).toHaveTextContent('exceeded quota: compute');
    expect(alert).toHaveTextContent('Ask for a larger quota.');
    expect(
      dialog.queryByRole('button', { name: /Undo/ }),
    ).not.toBeInTheDocument();
  });

  it('is undone when it is done, and the undo is followed in its place', async () => {
    const user = userEvent.setup();
    const server = aServer(anOperation());
    const dialog = await openOperation(server);
    const undo = anOperation({
      id: 'op-undo',
      verb: 'start',
      undoOf: 'op-1',
      phase: 'acting',
      outcome: undefined,
      undoable: false,
    });
    server.on('undoOperation', () => undo).on('getOperation', () => undo);
    await user.click(
      await dialog.findByRole('button', {
        name: 'Undo stop of project-manager',
      }),
    );
    expect(
      await screen.findByRole('heading', { name: 'Starting project-manager' }),
    ).toBeVisible();
    expect(server.callsTo('getOperation').at(-1)?.params.id).toBe('op-undo');
  });

  it('turns into overridden when somebody reverts it late', async () => {
    const server = aServer(anOperation());
    const dialog = await openOperation(server);
    await dialog.findByText('Done');
    const reverted = anOperation({
      outcome: 'overridden',
      overriddenBy: 'argocd-application-controller',
    });
    server
      .on('getOperation', () => reverted)
      .on('getService', () => aService({ operations: [reverted] }));
    window.dispatchEvent(new Event('online'));
    expect(
      await dialog.findByText('Overridden by argocd-application-controller'),
    ).toBeVisible();
  });

  it('leaves a bar on the page when the dialog is closed', async () => {
    const user = userEvent.setup();
    const dialog = await openOperation(aServer(running));
    await user.click(dialog.getByRole('button', { name: 'Leave it running' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    const bar = screen.getByRole('region', { name: 'Running operations' });
    expect(bar).toHaveTextContent('Wait for project-manager to stop: 1 of 3');
    await user.click(
      within(bar).getByRole('button', { name: 'Show operation' }),
    );
    expect(await screen.findByRole('dialog')).toBeVisible();
  });

  it('says that one of which nothing is known could not be read', async () => {
    const server = new FakeServer()
      .on('getService', () => aService())
      .fail('getOperation', 404, {
        code: 'OPERATION_NOT_FOUND',
        message: 'There is no operation op-1.',
      });
    const dialog = await openOperation(server);
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'There is no operation op-1.',
    );
  });
});
