import { screen } from '@testing-library/react';
import { renderServiceTab } from '../__testUtils__/renderExtension';
import { serverWith } from '../__testUtils__/serviceTab';
import { aService } from '../testing';

const service = aService();
const trends = {
  from: '2026-03-01T12:00:00.000Z',
  stepSeconds: 30,
  steps: 60,
  notices: [],
};

describe('what a service uses, beside its workloads', () => {
  it('is a small curve each, with the way to all charts', async () => {
    const server = serverWith(service).on('listTrends', () => ({
      ...trends,
      items: {
        [service.entityRef]: {
          cpu: Array(60).fill(0.12),
          memory: Array(60).fill(512 * 1024 ** 2),
        },
      },
    }));
    renderServiceTab(server);
    const cpu = await screen.findByRole('img', {
      name: 'CPU: now 120m, 30 min',
    });
    expect(
      screen.getByRole('img', { name: 'Memory: now 512Mi, 30 min' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'Workloads' })).toContainElement(
      cpu,
    );
    expect(server.callsTo('listTrends').map(({ query }) => query)).toEqual([
      { refs: service.entityRef },
    ]);
  });

  it('is left out where nobody measures it', async () => {
    const server = serverWith(service).on('listTrends', () => ({
      ...trends,
      items: {},
    }));
    renderServiceTab(server);
    await screen.findByRole('region', { name: 'Workloads' });
    expect(
      screen.queryByRole('img', { name: /^CPU: now/ }),
    ).not.toBeInTheDocument();
  });

  it('fills the bars of resources where the cluster tells no use', async () => {
    const [workload] = service.workloads;
    const unmeasured = aService({
      workloads: [{ ...workload, usage: undefined }],
    });
    const server = serverWith(unmeasured).on('listTrends', () => ({
      ...trends,
      items: { [service.entityRef]: { cpu: [0.1, 0.12, null] } },
    }));
    renderServiceTab(server);
    expect(
      await screen.findByRole('img', { name: /^CPU of .*: 120m used/ }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('img', { name: /^Memory of .*: unknown used/ }),
    ).toBeInTheDocument();
    expect(screen.getByText(/where the curves .* end/)).toBeVisible();
    // One question for both.
    expect(server.callsTo('listTrends')).toHaveLength(1);
  });
});
