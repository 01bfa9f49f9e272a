import type {
  LogLine,
  LogPage,
} from '@vtasker/backstage-plugin-service-manager-common';
import { createFilter, GivenFilters } from '../../pure/filter';
import { comparePositions, decodeCursor, Position } from '../../pure/position';
import type { ByNature, LogService, WrittenLine } from './types';

export const SECOND = 1_000_000_000n;
const LEVELS = ['info', 'warn', 'error'];

let last = 0n;

/** Now, and later than the time before. */
export function tick(): bigint {
  const now = BigInt(Date.now()) * 1_000_000n;
  last = now > last ? now : last + 1n;
  return last;
}

/** A whole second of a minute ago. */
export function minuteAgo(): bigint {
  const now = BigInt(Date.now()) * 1_000_000n;
  return now - (now % SECOND) - 60n * SECOND;
}

/** Writes numbered lines of all containers in turn, and knows all so far. */
export class Script {
  readonly service: LogService;
  readonly written: WrittenLine[] = [];

  constructor(service: LogService) {
    this.service = service;
  }

  async write(
    count: number,
    at: (index: number) => bigint = tick,
  ): Promise<WrittenLine[]> {
    const { pods } = this.service;
    const lines = Array.from({ length: count }, (_, index): WrittenLine => {
      const n = this.written.length + index;
      return {
        pod: pods[n % 2],
        container: n % 4 < 2 ? 'web' : 'sidecar',
        ns: at(index),
        text: `level=${LEVELS[n % 3]} n=${n} status=${n % 5}`,
      };
    });
    this.written.push(...lines);
    await this.service.write(lines);
    return lines;
  }
}

export interface Given extends GivenFilters {
  from?: bigint;
  until?: bigint;
  before?: string;
  after?: string;
  limit?: number;
}

export function pageOf(
  { source, scope }: LogService,
  given: Given = {},
): Promise<LogPage> {
  const { from, until, before, after, limit = 500, ...filters } = given;
  const place = (field: 'query.before' | 'query.after', cursor?: string) =>
    cursor ? decodeCursor(scope.entityRef, field, cursor) : undefined;
  return source.page(scope, {
    filter: createFilter(filters),
    from,
    until,
    before: place('query.before', before),
    after: place('query.after', after),
    limit,
  });
}

export function linesOf({ records }: Pick<LogPage, 'records'>): LogLine[] {
  return records.flatMap(record => (record.type === 'line' ? [record] : []));
}

export async function pagesBack(service: LogService, given: Given) {
  const lines: LogLine[] = [];
  let before: string | undefined;
  for (let pages = 0; ; pages++) {
    const page = await pageOf(service, { ...given, before });
    expect(page.records.filter(({ type }) => type !== 'line')).toEqual([]);
    expect(page.records.length).toBeLessThanOrEqual(given.limit ?? 500);
    lines.unshift(...linesOf(page));
    before = page.olderCursor;
    if (!before) return lines;
    expect(pages).toBeLessThan(500);
  }
}

export async function pagesForth(
  service: LogService,
  first: string,
  given: Given,
) {
  const lines: LogLine[] = [];
  let after: string | undefined = first;
  for (let pages = 0; after; pages++) {
    const page: LogPage = await pageOf(service, { ...given, after });
    expect(page.records.length).toBeLessThanOrEqual(given.limit ?? 500);
    lines.push(...linesOf(page));
    after = page.newerCursor;
    expect(pages).toBeLessThan(500);
  }
  return lines;
}

export function cursorsOf(lines: LogLine[]): string[] {
  return lines.map(({ cursor }) => cursor);
}

export function placeOf(service: LogService, { cursor }: LogLine): Position {
  return decodeCursor(service.scope.entityRef, 'query.before', cursor);
}

export function byPlace(service: LogService, lines: LogLine[]): LogLine[] {
  return [...lines].sort((one, other) =>
    comparePositions(placeOf(service, one), placeOf(service, other)),
  );
}

const keyOf = ({ pod, container, ns, text }: LogLine | WrittenLine) =>
  `${ns} ${pod}/${container} ${text}`;

/**
 * All that was written, each once, with its own place. In the order in which
 * it was, as far as the source can tell.
 */
export function expectSame(
  service: LogService,
  lines: LogLine[],
  written: WrittenLine[],
  nature: ByNature,
): void {
  expect(lines.map(keyOf).sort()).toEqual(written.map(keyOf).sort());
  expect(new Set(cursorsOf(lines)).size).toBe(written.length);
  if (nature.losesOrderWithinNanosecond) return;
  const streams = new Set(written.map(one => `${one.pod}/${one.container}`));
  for (const stream of streams) {
    const of = (one: LogLine | WrittenLine) =>
      `${one.pod}/${one.container}` === stream;
    expect(byPlace(service, lines).filter(of).map(keyOf)).toEqual(
      written.filter(of).map(keyOf),
    );
  }
}

/** But for those that say that they are late. */
export function expectInOrder(service: LogService, lines: LogLine[]): void {
  const inTime = lines.filter(({ late }) => !late);
  expect(cursorsOf(inTime)).toEqual(cursorsOf(byPlace(service, inTime)));
}
