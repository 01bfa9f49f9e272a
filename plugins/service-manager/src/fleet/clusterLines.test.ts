import type { ClusterHealth } from '@vtasker/backstage-plugin-service-manager-common';
import { clusterLines } from './clusterLines';

function aCluster(overrides: Partial<ClusterHealth> = {}): ClusterHealth {
  return {
    name: 'prod-eu',
    title: 'Production EU',
    state: 'connected',
    lastSeenAt: '2026-03-01T14:02:10Z',
    forbidden: [],
    ...overrides,
  };
}

describe('clusterLines', () => {
  it('says nothing about a cluster that answers', () => {
    expect(clusterLines([aCluster()])).toEqual([]);
  });

  it.each(['stale', 'unreachable'] as const)(
    'says since when and why a cluster is %s',
    state => {
      expect(
        clusterLines([aCluster({ state, message: 'connection refused' })]),
      ).toEqual([
        {
          cluster: 'prod-eu',
          title: 'Production EU',
          kind: 'silent',
          since: '2026-03-01T14:02:10Z',
          message: 'connection refused',
          forbidden: [],
        },
      ]);
    },
  );

  it('names the kinds that we may not read, besides the silence', () => {
    const lines = clusterLines([
      aCluster({ state: 'stale', title: '', forbidden: ['CronJob', 'Job'] }),
    ]);
    expect(lines.map(line => line.kind)).toEqual(['silent', 'forbidden']);
    expect(lines[1]).toMatchObject({
      title: 'prod-eu',
      forbidden: ['CronJob', 'Job'],
    });
  });
});
