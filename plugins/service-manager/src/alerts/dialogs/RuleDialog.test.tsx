import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeAlerts, someAlerts } from '../../testing';
import { renderAlerts } from '../__testUtils__/renderAlerts';

async function openNew() {
  const server = await renderAlerts(new FakeAlerts(), '/?rule=new');
  const dialog = within(
    await screen.findByRole('dialog', { name: 'Add rule' }),
  );
  return { server, dialog, user: userEvent.setup() };
}

const save = (name = 'Add rule') =>
  within(screen.getByRole('dialog')).getByRole('button', { name });

describe('a rule of a service', () => {
  it('on a metric: the amount as people type it, with its unit shown', async () => {
    const { server, dialog, user } = await openNew();
    await user.click(dialog.getByRole('radio', { name: /^A metric/ }));
    const above = dialog.getByRole('textbox', { name: 'Above' });
    expect(above).toHaveAccessibleDescription(/Bytes, as in 512Mi/);
    expect(save()).toHaveAccessibleDescription(/Write how much/);
    await user.type(above, '1.5 apples');
    await waitFor(() =>
      expect(above).toHaveAccessibleDescription(/This is no amount of Memory/),
    );
    await user.clear(above);
    await user.type(above, '1.5Gi');
    const hold = dialog.getByRole('textbox', { name: /^For how long/ });
    await user.clear(hold);
    await user.type(hold, '90 s');
    await user.click(dialog.getByRole('radio', { name: 'Warning' }));
    expect(dialog.getByRole('region', { name: 'In words' })).toHaveTextContent(
      'Memory above 1.5Gi, for 1 min 30 s, then the owner of the service gets a notification, warning',
    );
    await user.click(save());
    await screen.findByText('The rule “Memory above 1.5Gi” was added.');
    expect(server.callsTo('saveAlertRule').map(({ body }) => body)).toEqual([
      {
        definition: {
          kind: 'metric',
          enabled: true,
          severity: 'warning',
          forSeconds: 90,
          panel: 'memory',
          above: 1.5 * 2 ** 30,
        },
      },
    ]);
    expect(
      screen.getByRole('button', { name: 'Change: Memory above 1.5Gi' }),
    ).toBeVisible();
  });

  it('on a metric of another unit does not keep the amount', async () => {
    const { dialog, user } = await openNew();
    await user.click(dialog.getByRole('radio', { name: /^A metric/ }));
    await user.type(dialog.getByRole('textbox', { name: 'Above' }), '512Mi');
    await user.click(dialog.getByRole('button', { name: /Metric/ }));
    await user.click(await screen.findByRole('option', { name: 'CPU' }));
    const above = screen.getByRole('textbox', { name: 'Above' });
    expect(above).toHaveValue('');
    expect(above).toHaveAccessibleDescription(/Cores, as in 250m/);
  });

  it.each([
    [
      /restarts again/,
      { kind: 'restart-loop', restarts: 3, windowSeconds: 900 },
    ],
    [/error lines/, { kind: 'error-logs', perMinute: 10 }],
    [/is down/, { kind: 'down', forSeconds: 300 }],
  ])('of the kind %s', async (name, definition) => {
    const { server, dialog, user } = await openNew();
    await user.click(dialog.getByRole('radio', { name }));
    await user.click(save());
    await screen.findByText(/was added/);
    expect(server.callsTo('saveAlertRule')).toMatchObject([
      { body: { definition } },
    ]);
  });

  it('names the field that cannot be used, and does not send it', async () => {
    const { server, dialog, user } = await openNew();
    const hold = dialog.getByRole('textbox', { name: /^For how long/ });
    await user.clear(hold);
    await user.type(hold, '5');
    await waitFor(() =>
      expect(hold).toHaveAccessibleDescription(/time with its unit/),
    );
    await user.click(save());
    expect(server.callsTo('saveAlertRule')).toEqual([]);
  });

  it('shows what the API found beside its field', async () => {
    const { server, dialog, user } = await openNew();
    server.fail('saveAlertRule', 422, {
      field: 'body.definition.perMinute',
      message: 'That is too many.',
    });
    await user.click(dialog.getByRole('radio', { name: /error lines/ }));
    await user.click(save());
    expect(await dialog.findByText('That is too many.')).toBeVisible();
    expect(dialog.queryByText('The rule was not saved')).toBeNull();
    server.fail('saveAlertRule', 422, { message: 'At most 50 rules.' });
    await user.click(save());
    expect(await dialog.findByText('The rule was not saved')).toBeVisible();
  });

  it('is changed where it is, and stays of its kind', async () => {
    const user = userEvent.setup();
    const server = await renderAlerts(new FakeAlerts());
    await user.click(
      screen.getByRole('button', { name: 'Change: Memory above 512Mi' }),
    );
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Change rule' }),
    );
    expect(dialog.queryByRole('radio', { name: /is down/ })).toBeNull();
    const above = dialog.getByRole('textbox', { name: 'Above' });
    expect(above).toHaveValue('512Mi');
    await user.clear(above);
    await user.type(above, '600Mi');
    await user.click(save('Save rule'));
    await screen.findByText('The rule “Memory above 600Mi” was changed.');
    expect(server.callsTo('saveAlertRule')).toMatchObject([
      { body: { id: 'memory', definition: { above: 600 * 2 ** 20 } } },
    ]);
  });

  it('that is gone is said to be gone, from an old link', async () => {
    await renderAlerts(new FakeAlerts(), '/?rule=gone');
    expect(await screen.findByText('There is no such rule')).toBeVisible();
  });

  it('cannot be saved without the right, from a link either', async () => {
    const reason = 'You have no permission. Ask its owner, managers.';
    await renderAlerts(
      new FakeAlerts(
        someAlerts({
          may: {
            silence: { allowed: true },
            manage: { allowed: false, reason },
          },
        }),
      ),
      '/?rule=memory',
    );
    await screen.findByRole('dialog');
    expect(screen.getByText('You cannot change the rules')).toBeVisible();
    await waitFor(() =>
      expect(save('Save rule')).toHaveAccessibleDescription(reason),
    );
  });
});
