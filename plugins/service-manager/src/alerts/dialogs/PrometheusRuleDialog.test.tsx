import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { PrometheusRuleOffer } from '@vtasker/backstage-plugin-service-manager-common';
import { anOffer, FakeAlerts, someAlerts } from '../../testing';
import { renderAlerts } from '../__testUtils__/renderAlerts';

async function open(offers: PrometheusRuleOffer[], alerts = someAlerts()) {
  const user = userEvent.setup();
  const server = await renderAlerts(new FakeAlerts(alerts, offers));
  await user.click(screen.getByRole('button', { name: 'PrometheusRule' }));
  const dialog = within(
    await screen.findByRole('dialog', { name: 'PrometheusRule' }),
  );
  await dialog.findByRole('textbox', { name: 'Reason' });
  return { server, user, dialog };
}

const apply = () =>
  screen.getByRole('button', { name: 'Apply PrometheusRule' });
const different = anOffer({
  state: 'different',
  liveYaml: anOffer().yaml.replace('for: 5m', 'for: 10m'),
});

describe('the PrometheusRule of a service', () => {
  it('is shown, and applied with a reason', async () => {
    const { server, user, dialog } = await open([anOffer()]);
    expect(dialog.getByText('Not there yet')).toBeVisible();
    const yaml = dialog.getByRole('region', { name: /^YAML for prod-eu:/ });
    expect(yaml.textContent).toBe(anOffer().yaml);
    expect(dialog.getByText('It is created in prod-eu.')).toBeVisible();
    await user.type(dialog.getByRole('textbox', { name: 'Reason' }), 'Agreed');
    await user.click(apply());
    await screen.findByText('The PrometheusRule is applied in prod-eu.');
    expect(server.callsTo('applyPrometheusRules')).toMatchObject([
      { body: { reason: 'Agreed' } },
    ]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('is compared with what is in each cluster', async () => {
    const { user, dialog } = await open([
      different,
      anOffer({ cluster: 'us', state: 'same' }),
      anOffer({
        cluster: 'test',
        state: 'unsupported',
        problem: 'The cluster does not know the kind.',
      }),
    ]);
    const diff = dialog.getByRole('region', {
      name: /^What differs in prod-eu:/,
    });
    expect(diff).toHaveTextContent(/- +for: 10m \+ +for: 5m/);
    expect(dialog.getByText('There, as shown')).toBeVisible();
    expect(
      dialog.getByText('The cluster does not know the kind.'),
    ).toBeVisible();
    // What is the same everywhere is shown where somebody asks for it.
    expect(dialog.queryByRole('region', { name: /^YAML for us:/ })).toBeNull();
    await user.click(dialog.getByRole('radio', { name: 'YAML' }));
    expect(
      dialog.getByRole('region', { name: /^YAML for prod-eu:/ }).textContent,
    ).toBe(anOffer().yaml);
  });

  it('is copied and kept as a file', async () => {
    const { user, dialog } = await open([anOffer()]);
    const write = jest.spyOn(navigator.clipboard, 'writeText');
    await user.click(dialog.getByRole('button', { name: 'Copy YAML' }));
    await dialog.findByRole('button', { name: 'Copied' });
    expect(write).toHaveBeenCalledWith(anOffer().yaml);
    const blobs: Blob[] = [];
    URL.createObjectURL = jest.fn(blob => {
      blobs.push(blob as Blob);
      return 'blob:yaml';
    });
    URL.revokeObjectURL = jest.fn();
    const click = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function remember(this: HTMLAnchorElement) {
        expect(this.download).toBe('project-manager.prometheusrule.yaml');
      });
    await user.click(dialog.getByRole('button', { name: 'Download YAML' }));
    expect(click).toHaveBeenCalledTimes(1);
    expect(blobs.map(({ size }) => size)).toEqual([anOffer().yaml.length]);
    click.mockRestore();
  });

  it.each([
    ['same', /It is there already/],
    ['unsupported', /Install the Prometheus Operator/],
    ['unknown', /not known what is in every cluster/],
  ] as const)(
    'that is %s cannot be applied, and says why',
    async (state, why) => {
      const { server, user } = await open([anOffer({ state })]);
      expect(apply()).toHaveAccessibleDescription(why);
      await user.click(apply());
      expect(server.callsTo('applyPrometheusRules')).toEqual([]);
    },
  );

  it('is not applied without the right, and says whom to ask', async () => {
    const reason = 'You have no permission. Ask its owner, managers.';
    const { server, user } = await open(
      [anOffer()],
      someAlerts({
        may: { silence: { allowed: true }, manage: { allowed: false, reason } },
      }),
    );
    expect(apply()).toHaveAccessibleDescription(reason);
    await user.click(apply());
    expect(server.callsTo('applyPrometheusRules')).toEqual([]);
  });

  it('that one cluster refuses says so, and stays open', async () => {
    const { server, user, dialog } = await open([
      anOffer(),
      anOffer({ cluster: 'us' }),
    ]);
    const after = [
      anOffer({ state: 'same' }),
      anOffer({ cluster: 'us', problem: 'admission webhook denied it' }),
    ];
    server.on('applyPrometheusRules', () => ({ items: after }));
    server.on('listPrometheusRules', () => ({ items: after }));
    await user.click(apply());
    expect(await dialog.findByText('It was not applied in us')).toBeVisible();
    expect(dialog.getAllByText(/admission webhook denied it/)[0]).toBeVisible();
    expect(dialog.getByText('There, as shown')).toBeVisible();
  });
});
