import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { SeriesHistory } from '@internal/testbed';
import {
  MetricPanelId,
  metricPanelIdSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { UsageReading, WorkloadSnapshot } from '../../workloads';
import { createMetrics } from '../createMetrics';
import { awkwardHistory, pods, SCRAPE } from './history';
import { snapshotOf } from './places';

/** Two hours ago and less: what a Prometheus that has just started may hold. */
export const start = Math.floor(Date.now() / 3_600_000) * 3_600 - 2 * 3_600;
export const panels: MetricPanelId[] = metricPanelIdSchema.options;
export const scope = {
  entityRef: 'component:default/web',
  target: { entityRef: 'component:default/web', selector: {} },
};

export function web(cluster: string, namespace = 'shop'): WorkloadSnapshot {
  return snapshotOf('Deployment', 'web', {
    cluster,
    namespace,
    pods: [pods.alive],
    replicaSets: ['web-7d4b9c6f8d'],
  });
}

/** A service in two clusters of one Prometheus, and what is not its own. */
export const history: SeriesHistory[] = [
  ...awkwardHistory(start, { k8s: 'e-1' }),
  ...awkwardHistory(start, { k8s: 'us' }),
  {
    name: 'secret_of_others',
    labels: { namespace: 'bank', pod: 'vault-0', k8s: 'e-1' },
    points: [[start + 600, 42]],
  },
  {
    // A pod of our name in a namespace that another workload of ours is in.
    name: 'http_requests_total',
    labels: { namespace: 'stage', pod: pods.alive, k8s: 'e-1' },
    points: [[start + 600, 1]],
  },
];

/** The whole room, with a clock that stands at the end of the history. */
export function testRoom(
  url: string,
  options: {
    snapshots?: WorkloadSnapshot[];
    prometheus?: Record<string, unknown> | Record<string, unknown>[];
  } = {},
) {
  const { snapshots = [web('eu')] } = options;
  let now = (start + 2_400) * 1000;
  const created = createMetrics({
    config: new ConfigReader({
      'service-manager': {
        prometheus: (Array.isArray(options.prometheus)
          ? options.prometheus
          : {
              url,
              name: 'Prom',
              scrapeSeconds: SCRAPE,
              clusterLabel: 'k8s',
              clusterValues: { eu: 'e-1' },
              ...options.prometheus,
            }) as any,
      },
    }),
    clusters: ['eu', 'us'],
    workloads: {
      select: () => snapshots,
      get: () => undefined,
      health: () => [],
      onChange: () => () => {},
    },
    feed: {
      onUsage: () => () => {},
      dump: (cluster, kind) =>
        snapshots
          .filter(one => one.cluster === cluster)
          .flatMap(({ workload, pods: all }) => [
            workload,
            ...all.map(pod => ({
              ...pod,
              metadata: {
                ...pod.metadata,
                ownerReferences: [
                  {
                    kind: workload.kind,
                    name: workload.metadata.name,
                    uid: '1',
                    controller: true,
                  },
                ],
              },
            })),
          ])
          .filter(object => object.kind === kind),
    },
    clock: () => new Date(now),
    logger: mockServices.logger.mock(),
  });
  const sample = (state: UsageReading['state'], cpu?: number) =>
    created.sampler.sample('eu', {
      state,
      at: new Date(now),
      table:
        cpu === undefined
          ? undefined
          : new Map([
              ['shop', new Map([[pods.alive, { cpu, memory: 1, at: '' }]])],
            ]),
    });
  return {
    ...created,
    sample,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    read: (only = panels) =>
      created.metrics.read(scope, {
        from: start,
        until: start + 2_400,
        points: 2_000,
        by: 'service',
        panels: only,
        showQueries: false,
      }),
    query: (query: string) =>
      created.metrics.query(scope, {
        query,
        from: start,
        until: start + 2_400,
        points: 160,
      }),
  };
}
