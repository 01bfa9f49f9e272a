import type {
  LogLine,
  LogPage,
  LogSources,
  LogVolume,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { ClustersService } from '@vtasker/backstage-plugin-service-manager-node';
import type { WorkloadReader } from '../../../workloads';
import { deadline, unlessGone } from '../../pure/deadline';
import { Histogram } from '../../pure/histogram';
import { isoOf } from '../../pure/instant';
import { beginOf } from '../../pure/position';
import type { LogFilter } from '../../pure/filter';
import type {
  LiveLog,
  LiveQuery,
  LogScope,
  LogSource,
  PageQuery,
} from '../../types';
import { containersOf, isWanted, PodContainer } from './containers';
import { PodHistory } from './PodHistory';
import { PodHub } from './PodHub';
import { PodViewer } from './PodViewer';
import { FOLLOW_TIMINGS, FollowTimings } from './timings';

const VOLUME_MS = 20_000;

type VolumeQuery = Parameters<LogSource['volume']>[1];

export interface PodLogSourceOptions {
  clusters: ClustersService;
  workloads: WorkloadReader;
  clock: () => Date;
  timings?: Partial<FollowTimings>;
  /** What may wait for one viewer. */
  queueBytes?: number;
}

/** Lines as the pods themselves have them; there is always this one. */
export class PodLogSource implements LogSource {
  readonly kind = 'pods';
  readonly #options: PodLogSourceOptions;
  readonly #history: PodHistory;
  readonly #hubs = new Map<string, PodHub>();

  constructor(options: PodLogSourceOptions) {
    this.#options = options;
    this.#history = new PodHistory(options);
  }

  async sources(scope: LogScope): Promise<LogSources> {
    const pods = new Map<string, LogSources['pods'][number]>();
    for (const container of this.#containers(scope)) {
      const { cluster, uid, pod: name } = container;
      const key = `${cluster}/${uid}`;
      const pod = pods.get(key) ?? {
        cluster,
        name,
        running: false,
        containers: [],
      };
      pods.set(key, pod);
      pod.running ||= !container.finished;
      pod.containers.push({
        name: container.container,
        restarts: container.instance,
        previous: container.hasPrevious,
      });
    }
    return {
      source: 'pods',
      why: 'The lines come from the pods themselves: no log store is configured.',
      notices: [
        'A cluster keeps only the newest lines of a container, and none of a pod that is gone: older lines rotated away.',
      ],
      pods: [...pods.values()],
    };
  }

  page(
    scope: LogScope,
    query: PageQuery,
    gone?: AbortSignal,
  ): Promise<LogPage> {
    const containers = this.#containers(scope, query.filter);
    return this.#history.page(scope.entityRef, containers, query, gone);
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
    const { filter, from, until, buckets } = query;
    const histogram = new Histogram(from, until, buckets);
    const notices = new Set<string>();
    let first: bigint | undefined;
    const entries = this.#history.read(
      {
        entityRef: scope.entityRef,
        containers: this.#containers(scope, filter),
        previous: filter.previous,
        notices,
        until: beginOf(until),
        from: beginOf(from),
      },
      signal,
    );
    for await (const { line, position } of entries) {
      first ??= position.ns;
      if (filter.matches(line)) histogram.add(position.ns, line.level);
    }
    if (signal.aborted) {
      notices.add('Counting took too long; the newest lines are not counted.');
    }
    return {
      source: 'pods',
      stepSeconds: histogram.stepSeconds,
      buckets: histogram.buckets(),
      // What is before the first line may have been written and rotated away.
      coveredFrom: isoOf(first ?? until),
      notices: [...notices].slice(0, 20),
    };
  }

  async *read(
    scope: LogScope,
    query: { filter: LogFilter; from?: bigint; until?: bigint },
    signal: AbortSignal,
  ): AsyncGenerator<LogLine, void, void> {
    const { filter, from, until } = query;
    const entries = this.#history.read(
      {
        entityRef: scope.entityRef,
        containers: this.#containers(scope, filter),
        previous: filter.previous,
        notices: new Set(),
        from: from === undefined ? undefined : beginOf(from),
        until: until === undefined ? undefined : beginOf(until),
      },
      signal,
    );
    for await (const { line } of entries) {
      if (filter.matches(line)) yield line;
    }
  }

  follow(scope: LogScope, query: LiveQuery): LiveLog {
    return new PodViewer({
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

  #hubOf({ entityRef, target }: LogScope): PodHub {
    // An entity that names other workloads now is another log.
    const key = `${entityRef}\n${JSON.stringify(target)}`;
    let hub = this.#hubs.get(key);
    if (!hub) {
      hub = new PodHub({
        ...this.#options,
        entityRef,
        target,
        timings: { ...FOLLOW_TIMINGS, ...this.#options.timings },
        onIdle: () => this.#hubs.delete(key),
      });
      this.#hubs.set(key, hub);
    }
    return hub;
  }

  #containers({ target }: LogScope, filter?: LogFilter): PodContainer[] {
    const all = target
      ? containersOf(this.#options.workloads.select(target))
      : [];
    return filter
      ? all.filter(
          one => isWanted(one, filter) && (filter.previous || one.started),
        )
      : all;
  }
}
