import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  ago,
  anAlert,
  aRule,
  FakeAlerts,
  HOUR,
  MINUTE,
  someAlerts,
  someRules,
} from '../testing';
import { renderAlerts } from './__testUtils__/renderAlerts';

const silence = {
  id: 's-1',
  by: 'user:default/anna',
  reason: 'Disk is being replaced',
  from: ago(HOUR),
  until: new Date(Date.now() + HOUR + MINUTE).toISOString(),
};

describe('alerts of a service', () => {
  it('are told by severity and state in words, those that matter most first', async () => {
    await renderAlerts(
      new FakeAlerts(
        someAlerts({
          alerts: [
            anAlert({ id: '1', name: 'Slow', state: 'pending' }),
            anAlert({ id: '2', name: 'Crowded', severity: 'warning' }),
            anAlert({ id: '3', name: 'Broken' }),
          ],
        }),
      ),
    );
    const items = within(
      screen.getByRole('list', { name: 'Firing and pending alerts' }),
    ).getAllByRole('listitem');
    expect(items.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^Critical, FiringBrokenfor 12 min/),
      expect.stringMatching(/^Warning, FiringCrowded/),
      expect.stringMatching(/^Critical, PendingSlow/),
    ]);
    // By shape too: filled while it fires, hollow while it is pending.
    const shapes = items.map(item => item.querySelector('svg')!.innerHTML);
    expect(new Set(shapes).size).toBe(3);
  });

  it('fold their labels, and link to a runbook of http only', async () => {
    const user = userEvent.setup();
    await renderAlerts(
      new FakeAlerts(
        someAlerts({
          alerts: [
            anAlert({ id: '1', name: 'Good' }),
            anAlert({
              id: '2',
              name: 'Bad',
              // eslint-disable-next-line no-script-url
              runbookUrl: 'javascript:alert(1)',
            }),
          ],
        }),
      ),
    );
    expect(screen.getAllByRole('link', { name: /Runbook/ })).toHaveLength(1);
    const fold = screen.getByRole('button', { name: '3 labels of Good' });
    expect(fold).toHaveAttribute('aria-expanded', 'false');
    expect(screen.queryByText('manager-agent-ai')).toBeNull();
    await user.click(fold);
    expect(screen.getByText('manager-agent-ai')).toBeVisible();
  });

  it('say amounts as people do where a rule of ours knows the unit', async () => {
    await renderAlerts(
      new FakeAlerts(
        someAlerts({
          alerts: [
            anAlert({
              source: 'service-manager',
              ruleId: 'memory',
              value: '734003200',
            }),
          ],
        }),
      ),
    );
    expect(screen.getByText('Memory is 700Mi, above 512Mi.')).toBeVisible();
  });

  it('that are silenced are folded, with by whom, why and until when', async () => {
    const user = userEvent.setup();
    const fake = new FakeAlerts(
      someAlerts({ alerts: [anAlert({ silences: [silence] })] }),
    );
    const server = await renderAlerts(fake);
    expect(
      screen.getByText('Nothing fires but what is silenced.'),
    ).toBeVisible();
    expect(screen.queryByText(/Disk is being replaced/)).toBeNull();
    await user.click(screen.getByRole('button', { name: '1 silenced alert' }));
    const item = within(
      screen.getByRole('list', { name: 'Silenced alerts' }),
    ).getByRole('listitem');
    expect(item).toHaveTextContent(
      /Silenced by .*anna.*, ends in 1 h: Disk is being replaced/,
    );
    await user.click(
      screen.getByRole('button', { name: 'End silence: HighErrorRate' }),
    );
    await screen.findByText('The silence of HighErrorRate has ended.');
    expect(server.callsTo('endSilence')).toMatchObject([
      { body: { silenceId: 's-1' } },
    ]);
    expect(
      screen.getByRole('list', { name: 'Firing and pending alerts' }),
    ).toBeVisible();
    // The button is gone; the focus is with what was said.
    expect(screen.getByRole('status', { name: 'Done' })).toHaveFocus();
  });

  it('are never said to be none while a rule cannot tell', async () => {
    const problem = 'prod-eu does not answer, so it is not known.';
    await renderAlerts(
      new FakeAlerts(
        someAlerts({ rules: [aRule({ state: 'unknown', problem })] }),
      ),
    );
    expect(screen.getByText(/Of one rule it is not known/)).toBeVisible();
    expect(screen.getByText(problem)).toBeVisible();
    expect(screen.getByText('Not known')).toBeVisible();
  });

  it('say what would watch where nothing does', async () => {
    const user = userEvent.setup();
    const off = someRules.map(rule => ({
      ...rule,
      state: 'disabled' as const,
    }));
    await renderAlerts(new FakeAlerts(someAlerts({ rules: off })));
    expect(screen.getByText(/Nothing watches this service/)).toBeVisible();
    await user.click(
      screen.getByRole('button', {
        name: 'Connect Prometheus and Alertmanager',
      }),
    );
    expect(
      screen.getByRole('region', { name: 'Configuration' }),
    ).toHaveTextContent(
      /service-manager: prometheus: url: .* alertmanager: url: /,
    );
  });

  it('keep what was seen when they cannot be read again', async () => {
    const server = await renderAlerts(
      new FakeAlerts(someAlerts({ alerts: [anAlert()] })),
    );
    server.fail('saveAlertRule', 500, { message: 'The database is away.' });
    server.fail('listAlerts', 503, { message: 'Prometheus is away.' });
    await userEvent.click(
      screen.getByRole('button', { name: /^Turn off: Failed/ }),
    );
    expect(await screen.findByText('Nothing was changed')).toBeVisible();
    expect(screen.getByText(/The database is away/)).toBeVisible();
    expect(
      screen.getByRole('list', { name: 'Firing and pending alerts' }),
    ).toHaveTextContent('HighErrorRate');
  });
});

describe('a link to the alerts of a page', () => {
  it('shows them again while the page above grows, until the person moves', async () => {
    const shown = jest.fn();
    const original = window.ResizeObserver;
    const growing = new Set<() => void>();
    window.ResizeObserver = class {
      readonly observe = () => growing.add(this.grew);
      readonly unobserve = () => {};
      readonly disconnect = () => growing.delete(this.grew);
      constructor(private readonly grew: () => void) {}
    } as unknown as typeof ResizeObserver;
    Element.prototype.scrollIntoView = shown;
    try {
      await renderAlerts(new FakeAlerts(), '/#alerts');
      await waitFor(() => expect(shown).toHaveBeenCalled());
      shown.mockClear();
      act(() => growing.forEach(grew => grew()));
      expect(shown).toHaveBeenCalledTimes(1);
      window.dispatchEvent(new Event('wheel'));
      act(() => growing.forEach(grew => grew()));
      expect(shown).toHaveBeenCalledTimes(1);
    } finally {
      window.ResizeObserver = original;
    }
  });
});

describe('rules of a service', () => {
  it('are in words, with their state and whose they are', async () => {
    await renderAlerts(new FakeAlerts());
    const rows = within(
      screen.getByRole('list', { name: 'Rules' }),
    ).getAllByRole('listitem');
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(
        /^Failed or without.*DefaultAll wellCritical, for 5 min/,
      ),
      expect.stringMatching(/^3 restarts or more within 15 minDefault/),
      expect.stringMatching(
        /^Memory above 512MiAll wellWarning, for 10 minby .*anna/,
      ),
    ]);
  });

  it('are turned off and on', async () => {
    const server = await renderAlerts(new FakeAlerts());
    await userEvent.click(
      screen.getByRole('button', { name: 'Turn off: Memory above 512Mi' }),
    );
    await screen.findByText('“Memory above 512Mi” is off now.');
    expect(server.callsTo('saveAlertRule')).toMatchObject([
      {
        body: { id: 'memory', definition: { enabled: false, above: 2 ** 29 } },
      },
    ]);
    await userEvent.click(
      screen.getByRole('button', { name: 'Turn on: Memory above 512Mi' }),
    );
    await screen.findByText('“Memory above 512Mi” is on now.');
  });

  it('are deleted, and made again by Undo', async () => {
    const user = userEvent.setup();
    const server = await renderAlerts(new FakeAlerts());
    await user.click(
      screen.getByRole('button', { name: 'Delete: Memory above 512Mi' }),
    );
    await screen.findByText('The rule “Memory above 512Mi” was deleted.');
    expect(screen.queryByRole('button', { name: /Memory/ })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await screen.findByText('“Memory above 512Mi” is there again.');
    expect(server.callsTo('restoreAlertRule')).toHaveLength(1);
    expect(
      screen.getByRole('button', { name: 'Delete: Memory above 512Mi' }),
    ).toBeVisible();
  });

  it('of the product are never deleted; changed ones come back', async () => {
    const changed = aRule({
      changedBy: 'user:default/anna',
      changedAt: ago(MINUTE),
      definition: { ...someRules[0].definition, forSeconds: 60 },
    });
    const server = await renderAlerts(
      new FakeAlerts(someAlerts({ rules: [changed, someRules[1]] })),
    );
    expect(screen.queryByRole('button', { name: /^Delete/ })).toBeNull();
    expect(screen.getByText('Default, changed')).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', { name: /^Back to default: Failed/ }),
    );
    await screen.findByText(/is back to the default/);
    expect(server.callsTo('deleteAlertRule')).toMatchObject([
      { body: { id: 'default:down' } },
    ]);
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await screen.findByText(/is there again/);
    expect(server.callsTo('restoreAlertRule')).toHaveLength(1);
  });

  it('are put back from the list, whatever was done since', async () => {
    const user = userEvent.setup();
    const other = aRule({
      ...someRules[2],
      id: 'cpu',
      definition: { ...someRules[2].definition, panel: 'cpu' } as any,
    });
    const server = await renderAlerts(
      new FakeAlerts(
        someAlerts({
          rules: [...someRules, other],
          alerts: [anAlert({ silences: [silence] })],
        }),
      ),
    );
    for (const rule of ['Memory', 'CPU']) {
      await user.click(
        screen.getByRole('button', { name: new RegExp(`^Delete: ${rule}`) }),
      );
      await screen.findByText(new RegExp(`The rule “${rule} .* was deleted`));
    }
    await user.click(screen.getByRole('button', { name: '1 silenced alert' }));
    await user.click(screen.getByRole('button', { name: /^End silence/ }));
    await screen.findByText('The silence of HighErrorRate has ended.');
    await user.click(screen.getByRole('button', { name: 'Put away' }));
    await user.click(
      screen.getByRole('button', { name: '3 removals can be undone' }),
    );
    const list = screen.getByRole('list', { name: 'Removed of late' });
    expect(
      within(list)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual([
      expect.stringMatching(
        /^Silence of HighErrorRate ended: Disk is being replacedby .*anna/,
      ),
      expect.stringMatching(/^Rule deleted: CPU above /),
      expect.stringMatching(/^Rule deleted: Memory above 512Mi, for 10 min/),
    ]);
    await user.click(
      within(list).getByRole('button', { name: /^Undo: Rule deleted: Memory/ }),
    );
    await screen.findByText('“Memory above 512Mi” is there again.');
    await user.click(
      within(screen.getByRole('list', { name: 'Removed of late' })).getByRole(
        'button',
        { name: /^Undo: Silence/ },
      ),
    );
    await screen.findByText('HighErrorRate is silenced again.');
    expect(server.callsTo('restoreSilence')).toHaveLength(1);
    expect(
      screen.getByRole('button', { name: '1 removal can be undone' }),
    ).toBeVisible();
  });
});

describe('without the right', () => {
  const reason = 'You have no permission. Ask its owner, managers.';
  const may = {
    silence: { allowed: false, reason },
    manage: { allowed: false, reason },
  };

  it('every control is there, says why and whom to ask, and does nothing', async () => {
    const server = await renderAlerts(
      new FakeAlerts(someAlerts({ may, alerts: [anAlert()] })),
    );
    const names = [
      'Add rule',
      'Silence: HighErrorRate',
      'Change: Memory above 512Mi',
      'Turn off: Memory above 512Mi',
      'Delete: Memory above 512Mi',
    ];
    for (const name of names) {
      const button = screen.getByRole('button', { name });
      expect(button).toHaveAccessibleDescription(reason);
      await userEvent.click(button);
    }
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(server.calls.every(({ route }) => /^list/.test(route))).toBe(true);
  });

  it('an alert that cannot be silenced from here says why', async () => {
    await renderAlerts(
      new FakeAlerts(
        someAlerts({
          alerts: [
            anAlert({ notSilenceable: 'No Alertmanager is configured.' }),
          ],
        }),
      ),
    );
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: 'Silence: HighErrorRate' }),
      ).toHaveAccessibleDescription('No Alertmanager is configured.'),
    );
  });
});
