import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { anAlert, FakeAlerts, HOUR, someAlerts } from '../../testing';
import { renderAlerts } from '../__testUtils__/renderAlerts';

const aFake = () => new FakeAlerts(someAlerts({ alerts: [anAlert()] }));
const link = '/?silence=prometheus%3A1';
const confirm = () =>
  screen.getByRole('button', { name: 'Silence HighErrorRate' });

describe('silencing an alert', () => {
  it('says what it does, asks why and until when, and is told on the page', async () => {
    const user = userEvent.setup();
    const server = await renderAlerts(aFake());
    await user.click(
      screen.getByRole('button', { name: 'Silence: HighErrorRate' }),
    );
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Silence HighErrorRate' }),
    );
    expect(dialog.getByText(/notifies nobody of HighErrorRate/)).toBeVisible();
    expect(confirm()).toHaveAccessibleDescription(/Give a reason/);
    await user.type(
      dialog.getByRole('textbox', { name: /^Reason/ }),
      '  Disk is being replaced ',
    );
    await user.click(dialog.getByRole('radio', { name: 'In 4 hours' }));
    const before = Date.now();
    await user.click(confirm());
    await screen.findByText(/^HighErrorRate is silenced until /);
    const [{ body }] = server.callsTo('silenceAlert');
    expect(body).toEqual({
      alertId: 'prometheus:1',
      reason: 'Disk is being replaced',
      until: expect.any(String),
    });
    const lasts = Date.parse(body.until) - before;
    expect(Math.abs(lasts - 4 * HOUR)).toBeLessThan(30_000);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByText('1 silenced alert')).toBeVisible();
    await waitFor(() =>
      expect(screen.getByRole('status', { name: 'Done' })).toHaveFocus(),
    );
  });

  it('of Prometheus covers every pod of the service unless one wants one', async () => {
    const user = userEvent.setup();
    const alert = anAlert({
      labels: { ...anAlert().labels, pod: 'web-1', instance: '10.0.0.7' },
      replaceable: ['instance', 'pod'],
    });
    const server = await renderAlerts(
      new FakeAlerts(someAlerts({ alerts: [alert] })),
      link,
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      dialog.getByText(/of every pod of this service, also of pods that take/),
    ).toBeVisible();
    expect(
      dialog.getByRole('radio', {
        name: 'Every pod of this service (whatever instance and pod)',
      }),
    ).toBeChecked();
    expect(dialog.queryByText('10.0.0.7')).toBeNull();
    await user.type(dialog.getByRole('textbox', { name: /^Reason/ }), 'Why');
    await user.click(
      dialog.getByRole('radio', { name: 'Only this one: web-1' }),
    );
    expect(dialog.getByText(/with exactly these labels/)).toBeVisible();
    expect(dialog.getByText('10.0.0.7')).toBeVisible();
    await user.click(confirm());
    await screen.findByText(/^HighErrorRate is silenced until /);
    expect(server.callsTo('silenceAlert')).toMatchObject([
      { body: { covers: 'this-alert' } },
    ]);
  });

  it('takes neither an end that has passed nor one of ten years', async () => {
    const user = userEvent.setup();
    const server = await renderAlerts(aFake(), link);
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByRole('textbox', { name: /^Reason/ }), 'Why');
    await user.click(dialog.getByRole('radio', { name: 'At a time' }));
    const field = dialog.getByLabelText('End at');
    for (const [end, problem] of [
      ['2020-01-01T08:00', /This has passed/],
      ['2099-01-01T08:00', /30 days at most/],
    ] as const) {
      await user.clear(field);
      await user.type(field, end);
      await waitFor(() => expect(field).toHaveAccessibleDescription(problem));
      expect(confirm()).toHaveAttribute('aria-disabled', 'true');
    }
    await user.click(confirm());
    expect(server.callsTo('silenceAlert')).toEqual([]);
  });

  it('shows beside the field what the API found in it, and keeps the form', async () => {
    const user = userEvent.setup();
    const server = await renderAlerts(aFake(), link);
    server.fail('silenceAlert', 422, {
      code: 'UNTIL_IN_PAST',
      field: 'body.until',
      message: 'That would be over before it began.',
      nextStep: 'Choose a time in the future.',
    });
    const dialog = within(await screen.findByRole('dialog'));
    const reason = dialog.getByRole('textbox', { name: /^Reason/ });
    await user.type(reason, 'Why');
    await user.click(confirm());
    expect(
      await dialog.findByText(/over before it began.*in the future/),
    ).toBeVisible();
    expect(reason).toHaveValue('Why');
    server.fail('silenceAlert', 502, { message: 'Alertmanager is away.' });
    await user.click(confirm());
    expect(await dialog.findByText('It was not silenced')).toBeVisible();
  });

  it('of an alert that is over says so, from an old link', async () => {
    await renderAlerts(aFake(), '/?silence=gone');
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('This alert is over')).toBeVisible();
    await userEvent.click(dialog.getByRole('button', { name: 'Close dialog' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('without the right says why, also from a link', async () => {
    const reason = 'You have no permission. Ask its owner, managers.';
    const server = await renderAlerts(
      new FakeAlerts(
        someAlerts({
          alerts: [anAlert()],
          may: {
            silence: { allowed: false, reason },
            manage: { allowed: true },
          },
        }),
      ),
      link,
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('You cannot silence it')).toBeVisible();
    await userEvent.type(
      dialog.getByRole('textbox', { name: /^Reason/ }),
      'Why',
    );
    await userEvent.click(confirm());
    expect(confirm()).toHaveAccessibleDescription(reason);
    expect(server.callsTo('silenceAlert')).toEqual([]);
  });

  it('with the keyboard: Escape closes and gives the focus back', async () => {
    const user = userEvent.setup();
    await renderAlerts(aFake());
    const button = screen.getByRole('button', {
      name: 'Silence: HighErrorRate',
    });
    act(() => button.focus());
    await user.keyboard('{Enter}');
    await screen.findByRole('dialog');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(button).toHaveFocus());
  });
});
