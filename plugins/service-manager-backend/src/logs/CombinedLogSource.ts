import type {
  LogGap,
  LogLine,
  LogMarker,
  LogPage,
  LogSources,
  LogVolume,
} from '@vtasker/backstage-plugin-service-manager-common';
import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../errors';
import { Upstream, upstreamOf } from '../upstreams';
import type { WorkloadReader } from '../workloads';
import { CombinedLog } from './CombinedLog';
import { mergePages, positionOf } from './pure/mergePages';
import { comparePositions } from './pure/position';
import type {
  LiveLog,
  LiveQuery,
  LogScope,
  LogSource,
  PageQuery,
} from './types';

type VolumeQuery = Parameters<LogSource['volume']>[1];
type ReadQuery = Parameters<LogSource['read']>[1];
type Line = LogLine | LogGap | LogMarker;

/**
 * Loki where a cluster has one, else the pods. A service that runs in clusters
 * of both kinds is read from both, in one order.
 */
export class CombinedLogSource implements LogSource {
  readonly kind = 'loki';
  readonly #loki: LogSource;
  readonly #pods: LogSource;
  readonly #workloads: WorkloadReader;
  readonly #upstreams: Upstream[];

  constructor(options: {
    loki: LogSource;
    /** Of the clusters without Loki only, see `withoutClusters`. */
    pods: LogSource;
    workloads: WorkloadReader;
    upstreams: Upstream[];
  }) {
    this.#loki = options.loki;
    this.#pods = options.pods;
    this.#workloads = options.workloads;
    this.#upstreams = options.upstreams;
  }

  async sources(scope: LogScope, signal?: AbortSignal): Promise<LogSources> {
    const used = this.#used(scope);
    const all = await Promise.all(used.map(one => one.sources(scope, signal)));
    if (all.length === 1) return all[0];
    return {
      source: 'loki',
      why: 'The lines come from Loki where a cluster has one, else from the pods themselves.',
      notices: all.flatMap(({ notices }) => notices),
      pods: all.flatMap(({ pods }) => pods),
    };
  }

  async page(
    scope: LogScope,
    query: PageQuery,
    signal?: AbortSignal,
  ): Promise<LogPage> {
    const used = this.#usedFor(scope, query);
    if (used.length === 1) return used[0].page(scope, query, signal);
    const notices: string[] = [];
    const pages = await settled(
      used.map(one => one.page(scope, query, signal)),
      notices,
    );
    signal?.throwIfAborted();
    return mergePages(scope.entityRef, pages, notices, query);
  }

  async volume(
    scope: LogScope,
    query: VolumeQuery,
    signal?: AbortSignal,
  ): Promise<LogVolume> {
    const used = this.#usedFor(scope, query);
    if (used.length === 1) return used[0].volume(scope, query, signal);
    const notices: string[] = [];
    const [first, ...rest] = await settled(
      used.map(one => one.volume(scope, query, signal)),
      notices,
    );
    signal?.throwIfAborted();
    const volumes = [first, ...rest];
    const covered = volumes
      .flatMap(({ coveredFrom }) => coveredFrom ?? [])
      .sort();
    return {
      ...first,
      source: 'loki',
      // The steps follow from the range, so they are the same.
      buckets: first.buckets.map(({ at }, index) => ({
        at,
        counts: sum(volumes.map(({ buckets }) => buckets[index]?.counts ?? {})),
      })),
      coveredFrom: covered.at(-1),
      notices: [...notices, ...volumes.flatMap(one => one.notices)],
    };
  }

  async *read(
    scope: LogScope,
    query: ReadQuery,
    signal: AbortSignal,
  ): AsyncGenerator<Line, void, void> {
    const streams = this.#usedFor(scope, query).map(one =>
      one.read(scope, query, signal),
    );
    try {
      const heads = await Promise.all(
        streams.map(async stream => ({ stream, head: await stream.next() })),
      );
      for (;;) {
        const open = heads.filter(({ head }) => !head.done);
        if (open.length === 0) return;
        const first = open.reduce((least, one) =>
          placeOf(scope.entityRef, one.head.value as Line, least) < 0
            ? one
            : least,
        );
        yield first.head.value as Line;
        first.head = await first.stream.next();
      }
    } finally {
      await Promise.allSettled(streams.map(stream => stream.return()));
    }
  }

  follow(scope: LogScope, query: LiveQuery): LiveLog {
    const used = this.#usedFor(scope, query);
    const logs = used.map(one => {
      const log = one.follow(scope, query);
      return { log, source: log.source ?? one.kind };
    });
    return new CombinedLog(logs);
  }

  stop(): void {
    this.#loki.stop();
    this.#pods.stop();
  }

  #used({ target }: LogScope): LogSource[] {
    const clusters = target
      ? this.#workloads.select(target).map(({ cluster }) => cluster)
      : [];
    const has = (cluster: string) =>
      upstreamOf(this.#upstreams, cluster) !== undefined;
    const inPods = clusters.some(cluster => !has(cluster));
    if (clusters.some(has)) {
      return inPods ? [this.#loki, this.#pods] : [this.#loki];
    }
    return inPods || this.#upstreams.length === 0 ? [this.#pods] : [this.#loki];
  }

  /** @throws ServiceManagerError for LogQL where there is no Loki */
  #usedFor(scope: LogScope, query: { filter: PageQuery['filter'] }) {
    const used = this.#used(scope);
    if (query.filter.query && used.includes(this.#pods)) {
      throw logqlWithoutLoki();
    }
    return used;
  }
}

function logqlWithoutLoki(): ServiceManagerError {
  return new ServiceManagerError(
    422,
    errorCodes.invalidField,
    'query.logql needs Loki, and this service runs where none is configured.',
    {
      field: 'query.logql',
      nextStep: 'Use the other filters, or configure service-manager.loki.',
    },
  );
}

/** Those that answered; what the others said is a notice. */
async function settled<T>(all: Array<Promise<T>>, notices: string[]) {
  const results = await Promise.allSettled(all);
  const answered = results.flatMap(result =>
    result.status === 'fulfilled' ? [result.value] : [],
  );
  const failed = results.flatMap(result =>
    result.status === 'rejected' ? [result.reason] : [],
  );
  if (answered.length === 0) throw failed[0];
  for (const error of failed) {
    notices.push(`Some lines are missing: ${(error as Error).message}`);
  }
  return answered;
}

function placeOf(
  entityRef: string,
  line: Line,
  other: { head: IteratorResult<Line, void> },
): number {
  return comparePositions(
    positionOf(entityRef, line),
    positionOf(entityRef, other.head.value as Line),
  );
}

function sum(counts: Array<LogVolume['buckets'][number]['counts']>) {
  const total: LogVolume['buckets'][number]['counts'] = {};
  for (const [level, count] of counts.flatMap(one => Object.entries(one))) {
    const key = level as keyof typeof total;
    total[key] = (total[key] ?? 0) + (count ?? 0);
  }
  return total;
}
