import { setTimeout as sleep } from 'timers/promises';
import type { ClusterHealth } from '@vtasker/backstage-plugin-service-manager-common';
import {
  KubernetesError,
  type Cluster,
} from '@vtasker/backstage-plugin-service-manager-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { CachedKind, Workload } from '../objects';
import type { WorkloadSnapshot } from '../types';
import { ClusterStore } from './ClusterStore';
import { KINDS } from './kinds';
import { Reflector } from './Reflector';
import { snapshotOf } from './snapshot';
import type { CacheTimings } from './timings';
import { readUsage, type UsageReading } from './usage';

export interface ClusterCacheOptions {
  cluster: Cluster;
  logger: LoggerService;
  timings: CacheTimings;
  now: () => Date;
  random: () => number;
  onChange: (workload: Workload) => void;
  onHealth: () => void;
  /** After every attempt to read what the pods use. */
  onUsage?: (reading: UsageReading) => void;
}

/** What is known of one cluster, and the loops that keep it so. */
export class ClusterCache {
  readonly store: ClusterStore;
  private readonly options: ClusterCacheOptions;
  private readonly reflectors: Reflector[];
  private readonly stopping = new AbortController();
  private running?: Promise<unknown>;
  private usage?: UsageReading;
  private missedHeartbeats = 0;
  private lastError?: string;
  private lastState?: string;

  constructor(options: ClusterCacheOptions) {
    this.options = options;
    const { cluster, timings, now, random, logger } = options;
    this.store = new ClusterStore({
      now,
      maxEventsPerObject: timings.maxEventsPerObject,
      maxEventAgeMs: timings.maxEventAgeMs,
      onChange: options.onChange,
    });
    this.reflectors = (cluster.namespaces ?? [undefined]).flatMap(namespace =>
      KINDS.map(
        source =>
          new Reflector({
            cluster,
            source,
            namespace,
            store: this.store,
            timings,
            now,
            random,
            onState: () => this.checkHealth(),
            onError: error => {
              this.lastError = error.message;
              logger.debug(
                `Watching ${source.plural} of cluster '${cluster.name}': ${error.message}`,
              );
            },
          }),
      ),
    );
  }

  start(): void {
    const { signal } = this.stopping;
    this.running ??= Promise.all([
      ...this.reflectors.map(reflector => reflector.run(signal)),
      this.heartbeat(signal),
      this.pollUsage(signal),
    ]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** True once every kind was listed, or is known not to be there for us. */
  get synced(): boolean {
    return this.reflectors.every(
      ({ synced, state }) =>
        synced || state === 'forbidden' || state === 'absent',
    );
  }

  snapshot(workload: Workload): WorkloadSnapshot {
    const { cluster } = this.options;
    return snapshotOf(cluster.name, this.store, this.usage?.table, workload);
  }

  health(): ClusterHealth {
    const { cluster } = this.options;
    const connection = cluster.connection();
    const state = this.state();
    return {
      name: cluster.name,
      title: cluster.title,
      state,
      lastSeenAt: connection.lastResponseAt?.toISOString(),
      message:
        state === 'connected'
          ? undefined
          : connection.lastError ?? this.explain(state),
      forbidden: [
        ...this.reflectors
          .filter(reflector => reflector.state === 'forbidden')
          .map(reflector => reflector.label),
        ...(this.usage?.state === 'forbidden' ? ['PodMetrics'] : []),
      ],
    };
  }

  /** Kinds that are not served or not ours to read are nobody's fault. */
  private state(): ClusterHealth['state'] {
    const connection = this.options.cluster.connection();
    if (
      connection.breakerOpen ||
      this.missedHeartbeats > 1 ||
      (connection.state === 'unreachable' && !this.synced)
    ) {
      return 'unreachable';
    }
    if (!this.synced) {
      return 'syncing';
    }
    return this.late().length ? 'stale' : 'connected';
  }

  private late(): Reflector[] {
    const { now, timings } = this.options;
    return this.reflectors.filter(
      ({ state, downSince }) =>
        (state === 'disconnected' || state === 'syncing') &&
        now().getTime() - downSince.getTime() > timings.staleAfterMs,
    );
  }

  private explain(state: ClusterHealth['state']): string | undefined {
    if (state === 'syncing') {
      const waiting = this.reflectors.filter(({ synced }) => !synced);
      return `still reading ${waiting.map(item => item.label).join(', ')}`;
    }
    const late = this.late().map(item => item.label);
    return late.length
      ? `no news of ${late.join(', ')}: ${this.lastError ?? 'watch is closed'}`
      : this.lastError;
  }

  private checkHealth() {
    const state = JSON.stringify([this.state(), this.health().forbidden]);
    if (state !== this.lastState) {
      const { cluster, logger } = this.options;
      if (this.lastState !== undefined) {
        const { state: word, message } = this.health();
        logger.info(
          `Cluster '${cluster.name}' is ${word}${
            message ? `: ${message}` : ''
          }`,
        );
      }
      this.lastState = state;
      this.options.onHealth();
    }
  }

  /**
   * A quiet watch looks like a dead one, so the cluster is asked for its
   * version now and then: one small request, whatever the number of readers.
   */
  private async heartbeat(signal: AbortSignal): Promise<void> {
    const { cluster, timings, random } = this.options;
    while (!signal.aborted) {
      await pause(timings.heartbeatMs * (0.75 + random() / 2), signal);
      if (signal.aborted) {
        return;
      }
      try {
        await cluster.request({
          method: 'GET',
          path: '/version',
          timeoutMs: timings.heartbeatMs,
          signal,
        });
        this.answered();
      } catch (error) {
        if (error instanceof KubernetesError && error.status > 0) {
          this.answered();
        } else if (!signal.aborted) {
          this.missedHeartbeats++;
        }
      }
      this.store.dropOldEvents();
      this.checkHealth();
    }
  }

  private answered() {
    if (this.missedHeartbeats > 1) {
      // What was open before the silence may be a connection to nobody.
      for (const reflector of this.reflectors) {
        reflector.reconnect();
      }
    }
    this.missedHeartbeats = 0;
  }

  private async pollUsage(signal: AbortSignal): Promise<void> {
    const { cluster, timings, random, now, onUsage } = this.options;
    const spread = (ms: number) => ms * (0.75 + random() / 2);
    while (!signal.aborted) {
      let wait = spread(timings.usageMs);
      try {
        const tables = await Promise.all(
          (cluster.namespaces ?? [undefined]).map(namespace =>
            readUsage(cluster, namespace, signal),
          ),
        );
        this.usage = {
          state: 'read',
          table: new Map(tables.flatMap(table => [...table])),
          at: now(),
        };
      } catch (error) {
        const status = error instanceof KubernetesError ? error.status : 0;
        if (status === 403 || status === 404) {
          this.usage = { state: status === 403 ? 'forbidden' : 'absent' };
          wait = spread(timings.absentRetryMs);
        } else {
          this.usage = { ...this.usage, state: 'failed' };
        }
      }
      if (!signal.aborted) {
        onUsage?.(this.usage);
      }
      await pause(wait, signal);
    }
  }

  /** What is kept of a kind, for comparing it with a fresh list. */
  dump(kind: CachedKind) {
    return this.store.all(kind);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
