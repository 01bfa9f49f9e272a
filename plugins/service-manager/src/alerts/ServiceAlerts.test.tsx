import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderServiceTab } from '../__testUtils__/renderExtension';
import { serverWith } from '../__testUtils__/serviceTab';
import { anAlert, aService, FakeAlerts, someAlerts } from '../testing';
import './dialogs';

function show(fake: FakeAlerts, path?: string) {
  const server = fake.answer(serverWith(aService()));
  renderServiceTab(server, path);
  return server;
}

const panel = () => screen.queryByRole('region', { name: 'Alerts' });

describe('alerts on the Service tab', () => {
  it('are a quiet link while nothing fires', async () => {
    show(new FakeAlerts());
    const link = await screen.findByRole('link', {
      name: 'No alerts · 3 rules watch this service',
    });
    expect(link.getAttribute('href')).toMatch(/\/metrics#alerts$/);
    expect(panel()).toBeNull();
  });

  it('come first while something fires, and can be silenced there', async () => {
    const user = userEvent.setup();
    show(new FakeAlerts(someAlerts({ alerts: [anAlert()] })));
    await screen.findByRole('link', { name: '1 alert firing' });
    const first = screen.getAllByRole('region', {
      name: /^(Alerts|Workloads)$/,
    })[0];
    expect(first).toBe(panel());
    await user.click(
      within(first).getByRole('button', { name: 'Silence: HighErrorRate' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByRole('textbox', { name: /^Reason/ }), 'Why');
    await user.click(
      dialog.getByRole('button', { name: 'Silence HighErrorRate' }),
    );
    await screen.findByText(/^HighErrorRate is silenced until/);
    await screen.findByRole('link', { name: 'No alerts · 1 silenced' });
    // What was done stays said until it is put away; then all is quiet.
    await user.click(screen.getByRole('button', { name: 'Put away' }));
    await waitFor(() => expect(panel()).toBeNull());
  });

  it('that cannot be read are not said to be none', async () => {
    const server = serverWith(aService()).fail('listAlerts', 403, {
      code: 'NOT_ALLOWED',
      message: 'You have no permission to read the metrics of this service.',
    });
    renderServiceTab(server);
    const fact = await screen.findByText('Alerts not known');
    expect(fact).toHaveAttribute('title', expect.stringMatching(/permission/));
    expect(screen.queryByText(/No alerts/)).toBeNull();
  });

  it('open the dialog that a link names, also when the alert is over', async () => {
    show(new FakeAlerts(), '/?silence=gone');
    expect(await screen.findByText('This alert is over')).toBeVisible();
  });
});
