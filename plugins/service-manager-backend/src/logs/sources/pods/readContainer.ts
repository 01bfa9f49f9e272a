import type { Cluster } from '@vtasker/backstage-plugin-service-manager-node';
import { isoSecondOf } from '../../pure/instant';
import { comparePositions, Position } from '../../pure/position';
import type { LogEntry } from '../../types';
import { logPath, PodContainer } from './containers';
import { EntryMaker } from './entries';
import { parseStamped } from './stamps';

export interface ReadOptions {
  entityRef: string;
  cluster: Cluster;
  container: PodContainer;
  previous: boolean;
  /** Inclusive. */
  from?: Position;
  /** Exclusive. */
  until?: Position;
  /** Only the last lines of the log. */
  tail?: number;
  signal: AbortSignal;
  /** Nothing more is read while its promise is open; false ends the reading. */
  onEntry(entry: LogEntry): void | boolean | Promise<void | boolean>;
}

/** The two outputs of a container can swap places within a moment. */
const DISORDER_NS = 1_000_000_000n;

/**
 * Reads what the log of a container holds now. With `tail` the first lines are
 * left out as long as they share a nanosecond and there are more before them:
 * which of the equal ones they are is not known. Tells whether there are.
 */
export async function readContainer(
  options: ReadOptions,
): Promise<{ moreBefore: boolean }> {
  const { container, previous, from, until, tail, signal } = options;
  const stop = new AbortController();
  const maker = new EntryMaker(options.entityRef, container, previous);
  const ended = (goOn: void | boolean) => {
    if (goOn === false) stop.abort();
  };
  const take = (
    ns: bigint,
    text: string,
    cut: number,
  ): void | Promise<void> => {
    const entry = maker.make(ns, text, cut);
    if (from && comparePositions(entry.position, from) < 0) return undefined;
    if (until && comparePositions(entry.position, until) >= 0) {
      if (ns > until.ns + DISORDER_NS) stop.abort();
      return undefined;
    }
    const goOn = options.onEntry(entry);
    if (goOn instanceof Promise) return goOn.then(ended);
    return ended(goOn);
  };
  // The place of these is known only when all are there.
  const tailed: Array<[ns: bigint, text: string, cut: number]> = [];
  const onLine = (raw: string, cut: number) => {
    const stamped = parseStamped(raw);
    if (!stamped) return undefined;
    if (tail === undefined) return take(stamped.ns, stamped.text, cut);
    tailed.push([stamped.ns, stamped.text, cut]);
    return undefined;
  };
  const { rest } = await options.cluster.lines(logPath(container), {
    query: {
      container: container.container,
      timestamps: true,
      previous: previous || undefined,
      tailLines: tail,
      sinceTime: from && from.ns > 0n ? isoSecondOf(from.ns) : undefined,
    },
    signal: AbortSignal.any([signal, stop.signal]),
    onLine,
  });
  // The last words of a container that was killed in the middle of a line.
  if (rest && (previous || container.finished)) await onLine(rest, 0);
  const moreBefore = tail !== undefined && tailed.length >= tail;
  const unsure = moreBefore ? tailed[0]?.[0] : undefined;
  for (const line of tailed) {
    if (line[0] !== unsure && !stop.signal.aborted) await take(...line);
  }
  return { moreBefore };
}
