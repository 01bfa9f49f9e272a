import type {
  LogGap,
  LogLine,
  LogMarker,
  LogPage,
  LogSources,
  LogVolume,
} from '@vtasker/backstage-plugin-service-manager-common';
import { Upstream, UpstreamError, upstreamOf } from '../../../upstreams';
import type { WorkloadReader, WorkloadSnapshot } from '../../../workloads';
import { deadline, unlessGone } from '../../pure/deadline';
import { Histogram } from '../../pure/histogram';
import { nsOfDate } from '../../pure/instant';
import type {
  LiveLog,
  LiveQuery,
  LogScope,
  LogSource,
  PageQuery,
} from '../../types';
import { failureFor } from './failures';
import { LokiClient } from './LokiClient';
import { LokiHistory } from './LokiHistory';
import { LokiHub, Present } from './LokiHub';
import { LokiViewer } from './LokiViewer';
import { LokiPlace, placesOf, selectorOf } from './pure/places';
import { podsOf } from './pure/pods';
import { LOKI_TIMINGS, LokiTimings } from './timings';
import { countVolume, isCountable, VolumeQuery } from './volume';

const VOLUME_MS = 20_000;
const SERIES_MS = 4_000;
const DAY = 86_400_000_000_000n;

export interface LokiLogSourceOptions {
  upstreams: Upstream[];
  workloads: WorkloadReader;
  clock: () => Date;
  timings?: Partial<LokiTimings>;
  /** What may wait for one viewer. */
  queueBytes?: number;
}

/** Lines as a Loki keeps them, of the clusters that one knows. */
export class LokiLogSource implements LogSource {
  readonly kind = 'loki';
  readonly #options: LokiLogSourceOptions;
  readonly #history: LokiHistory;
  readonly #clients = new Map<Upstream, LokiClient>();
  readonly #hubs = new Map<string, LokiHub>();

  constructor(options: LokiLogSourceOptions) {
    this.#options = options;
    this.#history = new LokiHistory({
      clock: options.clock,
      clientOf: place => this.#clientOf(place),
    });
  }

  sources(scope: LogScope, gone?: AbortSignal): Promise<LogSources> {
    const signal = deadline(SERIES_MS, gone);
    return unlessGone(gone, () => this.#sources(scope, signal));
  }

  async #sources(scope: LogScope, signal: AbortSignal): Promise<LogSources> {
    const snapshots = this.#snapshots(scope);
    const places = this.#placesOf(snapshots);
    const pods = podsOf(snapshots);
    const notices: string[] = [];
    const end = nsOfDate(this.#options.clock());
    await Promise.all(
      places.map(async place => {
        const { labels, name } = place.upstream;
        try {
          const streams = await this.#clientOf(place).series(
            selectorOf(place)!,
            { start: end - DAY, end },
            signal,
          );
          for (const stream of streams) {
            pods.addGone(
              place.cluster,
              stream[labels.pod],
              stream[labels.container],
            );
          }
        } catch (error) {
          notices.push(
            error instanceof UpstreamError
              ? error.message
              : `${name} has not answered in time.`,
          );
        }
      }),
    );
    const names = [...new Set(places.map(({ upstream }) => upstream.name))];
    return {
      source: 'loki',
      why: `The lines come from Loki${
        names.length ? ` (${names.join(', ')})` : ''
      }, which keeps those of pods that are gone as well.`,
      notices,
      pods: pods.list(),
    };
  }

  page(
    scope: LogScope,
    query: PageQuery,
    gone?: AbortSignal,
  ): Promise<LogPage> {
    const places = this.#places(scope);
    return this.#history.page(scope.entityRef, places, query, gone);
  }

  volume(
    scope: LogScope,
    query: VolumeQuery,
    gone?: AbortSignal,
  ): Promise<LogVolume> {
    const signal = deadline(VOLUME_MS, gone);
    return unlessGone(gone, () => this.#volume(scope, query, signal));
  }

  async #volume(
    scope: LogScope,
    query: VolumeQuery,
    signal: AbortSignal,
  ): Promise<LogVolume> {
    const places = this.#places(scope);
    if (isCountable(query.filter)) {
      try {
        const counted = await countVolume(
          places,
          place => this.#clientOf(place),
          query,
          signal,
        );
        return { source: 'loki', ...counted };
      } catch (error) {
        if (!signal.aborted) throw failureFor(error);
      }
    }
    return this.#countLines(scope, places, query, signal);
  }

  async *read(
    scope: LogScope,
    query: { filter: PageQuery['filter']; from?: bigint; until?: bigint },
    signal: AbortSignal,
  ): AsyncGenerator<LogLine | LogGap | LogMarker, void, void> {
    const items = this.#history.read(
      scope.entityRef,
      this.#places(scope),
      query,
      signal,
    );
    try {
      for await (const item of items) yield 'line' in item ? item.line : item;
    } catch (error) {
      throw failureFor(error);
    }
  }

  follow(scope: LogScope, query: LiveQuery): LiveLog {
    return new LokiViewer({
      hub: this.#hubOf(scope),
      history: this.#history,
      entityRef: scope.entityRef,
      query,
      queueBytes: this.#options.queueBytes,
    });
  }

  stop(): void {
    for (const hub of this.#hubs.values()) hub.stop();
    this.#hubs.clear();
  }

  /** What a text decides has to be read; where that takes long, a part of it. */
  async #countLines(
    scope: LogScope,
    places: LokiPlace[],
    query: VolumeQuery,
    signal: AbortSignal,
  ): Promise<LogVolume> {
    const { filter, from, until, buckets } = query;
    const histogram = new Histogram(from, until, buckets);
    const notices: string[] = [];
    try {
      for await (const item of this.#history.read(
        scope.entityRef,
        places,
        { filter, from, until },
        signal,
      )) {
        if ('line' in item) histogram.add(item.position.ns, item.line.level);
      }
    } catch (error) {
      if (!signal.aborted) throw failureFor(error);
      notices.push('Counting took too long; the newest lines are not counted.');
    }
    return {
      source: 'loki',
      stepSeconds: histogram.stepSeconds,
      buckets: histogram.buckets(),
      notices,
    };
  }

  #hubOf(scope: LogScope): LokiHub {
    const { entityRef, target } = scope;
    // An entity that names other workloads now is another log.
    const key = `${entityRef}\n${JSON.stringify(target)}`;
    let hub = this.#hubs.get(key);
    if (!hub) {
      hub = new LokiHub({
        ...this.#options,
        entityRef,
        present: () => this.#present(scope),
        clientOf: place => this.#clientOf(place),
        timings: { ...LOKI_TIMINGS, ...this.#options.timings },
        onIdle: () => this.#hubs.delete(key),
      });
      this.#hubs.set(key, hub);
    }
    return hub;
  }

  #present(scope: LogScope): Present {
    const snapshots = this.#snapshots(scope);
    return {
      places: this.#placesOf(snapshots),
      pods: podsOf(snapshots).byKey(),
    };
  }

  /** Of the clusters that a Loki knows. */
  #snapshots({ target }: LogScope): WorkloadSnapshot[] {
    const { upstreams, workloads } = this.#options;
    return target
      ? workloads
          .select(target)
          .filter(({ cluster }) => upstreamOf(upstreams, cluster))
      : [];
  }

  #places(scope: LogScope): LokiPlace[] {
    return this.#placesOf(this.#snapshots(scope));
  }

  #placesOf(snapshots: WorkloadSnapshot[]): LokiPlace[] {
    const { upstreams, workloads } = this.#options;
    const own = new Set(snapshots.map(identityOf));
    return placesOf(snapshots, upstreams, (cluster, namespace) => {
      const others = workloads
        .select({ entityRef: '', selector: {}, cluster, namespace })
        .filter(one => !own.has(identityOf(one)));
      return {
        workloads: others.map(({ workload }) => ({
          kind: workload.kind,
          name: workload.metadata.name,
        })),
        pods: others.flatMap(({ pods }) =>
          pods.map(({ metadata }) => metadata.name),
        ),
      };
    });
  }

  #clientOf({ upstream }: LokiPlace): LokiClient {
    let client = this.#clients.get(upstream);
    if (!client) {
      client = new LokiClient(upstream);
      this.#clients.set(upstream, client);
    }
    return client;
  }
}

function identityOf({ cluster, workload }: WorkloadSnapshot): string {
  const { namespace, name } = workload.metadata;
  return [cluster, namespace, workload.kind, name].join('/');
}
