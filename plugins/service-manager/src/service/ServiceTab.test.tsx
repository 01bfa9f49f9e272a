import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderServiceTab } from '../__testUtils__/renderExtension';
import { serverWith, showTab } from '../__testUtils__/serviceTab';
import { anOperation, aService, aStatus, verbsOf } from '../testing';

describe('what a person may not do', () => {
  const why = 'You may not change it. Ask its owner, managers.';
  const denied = verbsOf(
    Object.fromEntries(verbsOf({}).map(({ verb }) => [verb, why])),
  );

  it('is said on the control before a click, also to the keyboard', async () => {
    await showTab({ verbs: denied });
    const stop = screen.getByRole('button', { name: 'Stop' });
    expect(stop).toHaveAttribute('aria-disabled', 'true');
    expect(stop).toHaveAccessibleDescription(why);
    act(() => stop.focus());
    expect(stop).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('stands in the menu with its reason and opens nothing', async () => {
    await showTab({ verbs: denied });
    await userEvent.click(screen.getByRole('button', { name: 'More changes' }));
    await userEvent.click(
      await screen.findByRole('menuitem', {
        name: name => /^Roll back\W*Not now:/.test(name) && name.endsWith(why),
      }),
    );
    await waitFor(() =>
      expect(screen.queryByRole('menu')).not.toBeInTheDocument(),
    );
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('cannot be confirmed through a link to the dialog either', async () => {
    const server = serverWith(aService({ verbs: denied })).fail(
      'previewOperation',
      403,
      { code: 'NOT_ALLOWED', message: 'Not allowed.' },
    );
    renderServiceTab(server, '/?change=stop');
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getAllByText(why)[0]).toBeVisible();
    expect(
      await within(dialog).findByText('The change could not be previewed'),
    ).toBeVisible();
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Stop project-manager' }),
    );
    expect(server.callsTo('createOperation')).toEqual([]);
  });
});

describe('an operation on the page', () => {
  const running = anOperation({
    phase: 'following',
    outcome: undefined,
    undoable: false,
    steps: [
      {
        id: 'wait',
        title: 'Wait for project-manager to stop',
        state: 'running',
        progress: { done: 1, total: 3 },
      },
    ],
  });

  it('has a bar from the moment the page is opened until it is put away', async () => {
    const server = serverWith(aService({ operations: [running] })).on(
      'getOperation',
      () => running,
    );
    renderServiceTab(server);
    await screen.findByText('Stopping project-manager', { selector: 'span' });
    const bar = screen.getByRole('region', { name: 'Running operations' });
    expect(bar).toHaveTextContent('Stopping project-manager');
    expect(bar).toHaveTextContent('Wait for project-manager to stop: 1 of 3');
    // It ends before the service is fetched again: the page follows.
    server
      .on('getOperation', () => anOperation({ id: running.id }))
      .on('getService', () =>
        aService({
          status: aStatus('stopped'),
          operations: [anOperation({ id: running.id })],
        }),
      );
    await waitFor(
      () => expect(screen.getByText('Stopped by a person.')).toBeVisible(),
      { timeout: 4000 },
    );
    await waitFor(() =>
      expect(bar).toHaveTextContent('Stopped project-manager'),
    );
    expect(bar).toHaveTextContent('Done');
    await userEvent.click(
      within(bar).getByRole('button', { name: 'Put away' }),
    );
    expect(bar).toBeEmptyDOMElement();
  });

  it('that ended before the page was opened has none', async () => {
    await showTab({ operations: [anOperation()] });
    expect(
      screen.getByRole('region', { name: 'Running operations' }),
    ).toBeEmptyDOMElement();
    expect(
      screen.getByRole('region', { name: 'Last operations' }),
    ).toHaveTextContent('Stopped project-manager');
  });

  it('is undone from the list with one click, and the undo is followed', async () => {
    const undo = anOperation({
      id: 'op-undo',
      verb: 'start',
      phase: 'acting',
      outcome: undefined,
      undoOf: 'op-1',
      undoable: false,
    });
    const server = await showTab({ operations: [anOperation()] });
    server.on('undoOperation', () => undo).on('getOperation', () => undo);
    await userEvent.click(
      screen.getByRole('button', { name: 'Undo: Stopped project-manager' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(
      await within(dialog).findByText('It undoes an earlier operation.'),
    ).toBeVisible();
    expect(server.callsTo('undoOperation')).toMatchObject([
      {
        params: { id: 'op-1' },
        headers: { 'Idempotency-Key': expect.any(String) },
      },
    ]);
  });

  it('says in its place why it was not undone', async () => {
    const server = await showTab({ operations: [anOperation()] });
    server.fail('undoOperation', 409, {
      code: 'NOT_UNDOABLE',
      message: 'Somebody has scaled it since.',
    });
    await userEvent.click(
      screen.getByRole('button', { name: 'Undo: Stopped project-manager' }),
    );
    expect(
      within(screen.getByRole('region', { name: 'Last operations' })).getByRole(
        'alert',
      ),
    ).toHaveTextContent('Somebody has scaled it since.');
  });
});
