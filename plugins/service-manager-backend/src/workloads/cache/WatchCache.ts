import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  ClusterHealth,
  WorkloadKind,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { ClustersService } from '@vtasker/backstage-plugin-service-manager-node';
import { matchesSelector, matchesTarget } from '../select';
import type { CachedKind, CachedObject, Workload } from '../objects';
import type {
  Target,
  WorkloadChange,
  WorkloadReader,
  WorkloadSnapshot,
} from '../types';
import { ClusterCache } from './ClusterCache';
import { controllerKind } from './relations';
import { DEFAULT_TIMINGS, type CacheTimings } from './timings';
import type { UsageReading } from './usage';

export interface WatchCacheOptions {
  clusters: ClustersService;
  logger: LoggerService;
  timings?: Partial<CacheTimings>;
  now?: () => Date;
  random?: () => number;
}

type Listener = Parameters<WorkloadReader['onChange']>[0];
type UsageListener = (cluster: string, reading: UsageReading) => void;

/** Everything that was seen in all clusters; read without asking them. */
export class WatchCache implements WorkloadReader {
  private readonly caches = new Map<string, ClusterCache>();
  private readonly listeners = new Set<Listener>();
  private readonly usageListeners = new Set<UsageListener>();
  private readonly timings: CacheTimings;
  private readonly logger: LoggerService;
  private readonly changed = new Map<string, WorkloadChange>();
  private readonly changedClusters = new Set<string>();
  private readonly waiting = new Set<() => void>();
  private timer?: NodeJS.Timeout;

  static create(options: WatchCacheOptions): WatchCache {
    return new WatchCache(options);
  }

  private constructor(options: WatchCacheOptions) {
    const { clusters, logger, now = () => new Date() } = options;
    this.logger = logger;
    this.timings = { ...DEFAULT_TIMINGS, ...options.timings };
    for (const cluster of clusters.list()) {
      this.caches.set(
        cluster.name,
        new ClusterCache({
          cluster,
          logger,
          timings: this.timings,
          now,
          random: options.random ?? Math.random,
          onChange: workload => this.noteChange(cluster.name, workload),
          onHealth: () => this.noteHealth(cluster.name),
          onUsage: reading => this.tellUsage(cluster.name, reading),
        }),
      );
    }
  }

  /** Begins to watch; returns at once. */
  start(): void {
    for (const cache of this.caches.values()) {
      cache.start();
    }
  }

  /** Ends every watch and resolves when nothing runs any more. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await Promise.all([...this.caches.values()].map(cache => cache.stop()));
    clearTimeout(this.timer);
    this.listeners.clear();
    this.usageListeners.clear();
  }

  /**
   * Resolves with true when the first sync of every cluster is complete, or
   * with false after the time: a cluster that is away keeps nobody waiting.
   */
  async ready(timeoutMs = 30_000): Promise<boolean> {
    const isReady = () =>
      [...this.caches.values()].every(({ synced }) => synced);
    if (isReady()) {
      return true;
    }
    return new Promise(resolve => {
      const end = new AbortController();
      const check = (): void => {
        if (isReady()) {
          end.abort();
        }
      };
      const timer = setTimeout(() => end.abort(), timeoutMs);
      end.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        this.waiting.delete(check);
        resolve(isReady());
      });
      this.waiting.add(check);
    });
  }

  select(target: Target): WorkloadSnapshot[] {
    const caches =
      target.cluster === undefined
        ? [...this.caches]
        : [...this.caches].filter(([name]) => name === target.cluster);
    return caches
      .flatMap(([cluster, cache]) =>
        this.candidates(cache, target)
          .filter(
            workload =>
              // The Jobs of a CronJob are its parts, not services beside it.
              controllerKind(workload) !== 'CronJob' &&
              matchesTarget(target, {
                cluster,
                namespace: workload.metadata.namespace,
                kind: workload.kind,
                name: workload.metadata.name,
                labels: workload.metadata.labels,
              }),
          )
          .map(workload => cache.snapshot(workload)),
      )
      .sort(byPlace);
  }

  get(ref: {
    cluster: string;
    namespace: string;
    kind: WorkloadKind;
    name: string;
  }): WorkloadSnapshot | undefined {
    const cache = this.caches.get(ref.cluster);
    const workload = cache?.store.workloadAt(ref.namespace, ref.kind, ref.name);
    return workload && cache!.snapshot(workload);
  }

  health(): ClusterHealth[] {
    return [...this.caches.values()].map(cache => cache.health());
  }

  onChange(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Whether all of a cluster was listed once. */
  synced(cluster: string): boolean {
    return this.caches.get(cluster)?.synced ?? false;
  }

  /**
   * After every attempt to read what the pods of a cluster use, one for all of
   * them. Returns the unsubscribe function.
   */
  onUsage(listener: UsageListener): () => void {
    this.usageListeners.add(listener);
    return () => this.usageListeners.delete(listener);
  }

  /** How many objects are kept, for the metrics. */
  objectCounts(): Array<{ cluster: string; kind: CachedKind; count: number }> {
    return [...this.caches].flatMap(([cluster, { store }]) =>
      store.counts().map(([kind, count]) => ({ cluster, kind, count })),
    );
  }

  /** What is kept of a kind in a cluster, in no order. */
  dump(cluster: string, kind: CachedKind): CachedObject[] {
    return this.caches.get(cluster)?.dump(kind) ?? [];
  }

  /** The smallest set that the indexes give; still to be matched. */
  private candidates(cache: ClusterCache, target: Target): Workload[] {
    const { only, namespace, selector } = target;
    if (only && namespace !== undefined) {
      const named = only.flatMap(
        ({ kind, name }) => cache.store.workloadAt(namespace, kind, name) ?? [],
      );
      // Somebody may write the same name twice.
      return [...new Set(named)];
    }
    const { store } = cache;
    const [smallest] = Object.entries(selector.matchLabels ?? {}).sort(
      ([a, x], [b, y]) =>
        store.countWithLabel(a, x) - store.countWithLabel(b, y),
    );
    if (smallest) {
      return store.workloadsWithLabel(...smallest);
    }
    return namespace === undefined
      ? store.workloads()
      : [...store.workloadsIn(namespace)];
  }

  private noteChange(cluster: string, workload: Workload) {
    const { kind, metadata } = workload;
    const { namespace, name, labels = {} } = metadata;
    const key = [cluster, namespace, kind, name].join('\n');
    const earlier = this.changed.get(key);
    this.changed.set(key, { cluster, namespace, kind, name, labels });
    if (earlier && !matchesSelector({ matchLabels: earlier.labels }, labels)) {
      // Labels changed within one batch: who matched before must hear it too.
      this.changed.set(`${key}\n${JSON.stringify(earlier.labels)}`, earlier);
    }
    this.schedule();
  }

  private noteHealth(cluster: string) {
    this.changedClusters.add(cluster);
    for (const check of this.waiting) {
      check();
    }
    this.schedule();
  }

  private tellUsage(cluster: string, reading: UsageReading) {
    for (const listener of [...this.usageListeners]) {
      try {
        listener(cluster, reading);
      } catch (error) {
        this.logger.error('A listener to what pods use failed', error as Error);
      }
    }
  }

  private schedule() {
    this.timer ??= setTimeout(() => this.flush(), this.timings.batchMs);
  }

  private flush() {
    this.timer = undefined;
    const changes = [...this.changed.values()];
    const clusters = [...this.changedClusters];
    this.changed.clear();
    this.changedClusters.clear();
    for (const listener of [...this.listeners]) {
      try {
        listener(changes, clusters);
      } catch (error) {
        this.logger.error(
          'A listener to changes of workloads failed',
          error as Error,
        );
      }
    }
  }
}

function byPlace(a: WorkloadSnapshot, b: WorkloadSnapshot): number {
  const [left, right] = [a, b].map(({ cluster, workload }) => [
    cluster,
    workload.metadata.namespace,
    workload.kind,
    workload.metadata.name,
  ]);
  for (let i = 0; i < left.length; i++) {
    if (left[i] !== right[i]) {
      return left[i] < right[i] ? -1 : 1;
    }
  }
  return 0;
}
