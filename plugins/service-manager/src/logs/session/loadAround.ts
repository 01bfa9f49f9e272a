import type { LogPage } from '@vtasker/backstage-plugin-service-manager-common';
import { mergeRows } from '../pure';
import type { Place } from './followStream';
import type { LogsApi, PageRequest } from './logsApi';

const EACH_SIDE = 200;

/** The lines around one, and that line, as one page. */
export async function loadAround(
  api: LogsApi,
  request: PageRequest,
  { cursor, ns }: Place,
  signal: AbortSignal,
): Promise<LogPage> {
  const { filters } = request;
  const ask = (place: Partial<PageRequest>) =>
    api.page({ filters, limit: EACH_SIDE, ...place }, signal);
  // `before` and `after` leave out the line itself: its instant has it.
  const [before, at, after] = await Promise.all([
    ask({ before: cursor }),
    ask({ from: ns, until: String(BigInt(ns) + 1n) }),
    ask({ after: cursor }),
  ]);
  const held = new Set(
    [...before.records, ...after.records].flatMap(row =>
      row.type === 'line' ? [row.cursor] : [],
    ),
  );
  // What shares its instant stands where the pages on either side put it.
  const own = at.records.filter(
    row => row.type !== 'line' || !held.has(row.cursor),
  );
  return {
    source: at.source,
    records: mergeRows(mergeRows(before.records, own), after.records),
    olderCursor: before.olderCursor,
    newerCursor: after.newerCursor,
    notices: [
      ...new Set([before, at, after].flatMap(({ notices }) => notices)),
    ],
  };
}
