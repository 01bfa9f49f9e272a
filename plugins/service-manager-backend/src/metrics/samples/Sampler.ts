import type { Pod, UsageReading, Workload } from '../../workloads';
import { containersOf, restartsOf } from '../../workloads/status';
import { ownerKey, Owners, SampleFeed } from './owners';
import { SampleTable } from './SampleTable';

/** Half an hour, at one round each 30 seconds, give or take. */
const ROUNDS = 64;
/** Where the metrics API does not answer, replicas are counted all the same. */
const EVERY_MS = 30_000;
/** So that the first round comes as soon as a cluster was listed. */
const LOOK_MS = 1_000;
/** What was read longer ago is not of now. */
const FRESH_MS = 90_000;

/** What is known of one cluster. */
export interface SampledCluster {
  table: SampleTable;
  /** How the metrics API answered last; absent: it was not asked yet. */
  usage?: UsageReading['state'];
  /** The last one that held values, whoever told them. */
  reading?: UsageReading;
  /** Of the last round; -Infinity before the first one. */
  lastAt: number;
}

/**
 * Keeps half an hour of what the pods of each cluster use. It takes what the
 * watch cache has read anyway, so that it costs the clusters nothing.
 */
export class Sampler {
  private readonly clusters = new Map<string, SampledCluster>();
  private readonly feed: SampleFeed;
  private readonly names: string[];
  private readonly clock: () => Date;
  private unsubscribe = () => {};
  private timer?: NodeJS.Timeout;

  constructor(options: {
    feed: SampleFeed;
    clusters: string[];
    clock: () => Date;
  }) {
    this.feed = options.feed;
    this.names = options.clusters;
    this.clock = options.clock;
  }

  start(): void {
    this.unsubscribe = this.feed.onUsage((cluster, reading) =>
      this.sample(cluster, reading),
    );
    this.timer = setInterval(() => this.catchUp(), LOOK_MS);
    this.timer.unref();
  }

  stop(): void {
    this.unsubscribe();
    clearInterval(this.timer);
  }

  of(cluster: string): SampledCluster | undefined {
    return this.clusters.get(cluster);
  }

  /** For every cluster that the metrics API has not moved lately. */
  catchUp(): void {
    const now = this.clock().getTime();
    for (const name of this.names) {
      const { lastAt } = this.clusters.get(name) ?? { lastAt: -Infinity };
      // The rounds that the API moves may come a little late.
      if (now - lastAt >= EVERY_MS * 1.5) this.sample(name);
    }
  }

  /** One round of a cluster, as soon as it is known what is there. */
  sample(name: string, reading?: UsageReading): void {
    const now = this.clock().getTime();
    const cluster: SampledCluster = this.clusters.get(name) ?? {
      table: new SampleTable(ROUNDS),
      lastAt: -Infinity,
    };
    this.clusters.set(name, cluster);
    if (reading) cluster.usage = reading.state;
    if (reading?.table) cluster.reading = reading;
    // Pods that were not listed yet would be drawn as pods that are not there.
    if (this.feed.synced?.(name) === false) return;
    const { table } = cluster;
    cluster.lastAt = now;
    table.begin(now);
    const { reading: last } = cluster;
    const age = now - (last?.at?.getTime() ?? 0);
    const usage = age <= FRESH_MS ? last?.table : undefined;
    const owners = new Owners(this.feed, name);
    for (const pod of this.feed.dump(name, 'Pod') as Pod[]) {
      const { metadata } = pod;
      const key = `${metadata.namespace}/${metadata.name}`;
      if (!table.has(key)) {
        const owner = owners.of(pod);
        if (!owner) continue;
        table.add({ key, name: metadata.name, owner });
      }
      const used = usage?.get(metadata.namespace)?.get(metadata.name);
      table.put(key, {
        cpu: used?.cpu,
        memory: used?.memory,
        ready: isReady(pod),
        restarts: podRestarts(pod),
      });
    }
    for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet'] as const) {
      for (const workload of this.feed.dump(name, kind) as Workload[]) {
        const { namespace, name: of } = workload.metadata;
        const replicas = desiredReplicas(workload);
        if (replicas !== undefined) {
          table.putDesired(ownerKey(namespace, kind, of), replicas);
        }
      }
    }
    table.end();
  }
}

export function isReady({ status }: Pod): boolean {
  return (status.conditions ?? []).some(
    ({ type, status: is }) => type === 'Ready' && is === 'True',
  );
}

/** As the Service tab counts them; without the long way for most pods. */
export function podRestarts(pod: Pod): number {
  if (pod.spec.initContainers?.length) return restartsOf(containersOf(pod));
  let restarts = 0;
  for (const { restartCount } of pod.status.containerStatuses ?? []) {
    restarts += restartCount;
  }
  return restarts;
}

function desiredReplicas(workload: Workload): number | undefined {
  switch (workload.kind) {
    case 'Deployment':
    case 'StatefulSet':
      return workload.spec.replicas;
    case 'DaemonSet':
      return workload.status.desiredNumberScheduled;
    default:
      return undefined;
  }
}
