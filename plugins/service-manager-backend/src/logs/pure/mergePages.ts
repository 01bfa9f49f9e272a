import type {
  LogGap,
  LogLine,
  LogMarker,
  LogPage,
} from '@vtasker/backstage-plugin-service-manager-common';
import {
  comparePositions,
  decodeCursor,
  encodeCursor,
  Position,
} from './position';

type Line = LogLine | LogGap | LogMarker;

/** Only as far as all pages reach: beyond, lines of one would be missing. */
export function mergePages(
  entityRef: string,
  pages: LogPage[],
  notices: string[],
  { after, limit }: { after?: Position; limit: number },
): LogPage {
  const place = (cursor: string) =>
    decodeCursor(entityRef, 'query.before', cursor);
  let items = pages
    .flatMap(({ records }) => records)
    .map(record => ({ record, at: positionOf(entityRef, record) }))
    .sort((one, other) => comparePositions(one.at, other.at));
  const edges = pages.flatMap(page => {
    const cursor = after ? page.newerCursor : page.olderCursor;
    return cursor ? [place(cursor)] : [];
  });
  const edge = edges.sort(comparePositions).at(after ? 0 : -1);
  if (edge) {
    items = items.filter(({ at }) =>
      after ? comparePositions(at, edge) <= 0 : comparePositions(at, edge) >= 0,
    );
  }
  const cut = items.length > limit;
  if (cut) items = after ? items.slice(0, limit) : items.slice(-limit);
  const cursor = (at: Position | undefined) =>
    at && encodeCursor(entityRef, at);
  const first = items.at(0)?.at ?? edge;
  const last = items.at(-1)?.at ?? edge;
  const more = cut || edge !== undefined;
  return {
    source: 'loki',
    records: items.map(({ record }) => record),
    olderCursor: cursor(
      after ? first ?? after : edgeOrFirst(more, cut, edge, first),
    ),
    newerCursor: after
      ? cursor(more ? last : undefined)
      : cursor(pages.some(({ newerCursor }) => newerCursor) ? last : undefined),
    notices: [...notices, ...pages.flatMap(page => page.notices)],
  };
}

/** Where nothing was cut off, what was looked through ends at the edge. */
function edgeOrFirst(
  more: boolean,
  cut: boolean,
  edge: Position | undefined,
  first: Position | undefined,
): Position | undefined {
  if (!more) return undefined;
  return cut ? first : edge;
}

/** A gap or a marker stands behind the lines of its time. */
export function positionOf(entityRef: string, record: Line): Position {
  if (record.type === 'line') {
    return decodeCursor(entityRef, 'query.before', record.cursor);
  }
  const ns = record.type === 'gap' ? record.from : record.ns;
  return { ns: BigInt(ns), stream: '~', ordinal: 0 };
}
