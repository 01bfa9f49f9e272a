import { serviceMetricsReadPermission } from '@vtasker/backstage-plugin-service-manager-common';
import { parseRange } from '../logs';
import { decodeCursor, encodeCursor } from './cursor';
import { defineMethod } from './method';
import { openAlerts } from './openAlerts';
import { entityRefOf } from './serviceRef';

const LIMIT = 25;

export const listIncidents = defineMethod<'listIncidents'>({
  eventId: 'incidents-fetch',
  meta: ({ params }) => ({ queryType: 'list', entityRef: entityRefOf(params) }),
  async handle(context, { credentials, input: { params, query } }) {
    const { subject } = await openAlerts(
      context,
      credentials,
      params,
      serviceMetricsReadPermission,
    );
    const now = context.clock();
    const range = parseRange(query, now);
    const list = [
      'incidents',
      context.access.callerKey(credentials),
      subject.entityRef,
      query.from,
      query.until,
    ];
    const [from, id, end] = query.cursor
      ? decodeCursor(list, query.cursor)
      : [];
    // All pages end when the first one did.
    const until = readEnd(end) ?? dateOf(range.until) ?? now;
    const { next, ...page } = await context.alerts.incidents(subject, {
      from: dateOf(range.from),
      until,
      limit: query.limit ?? LIMIT,
      after: query.cursor ? { from, id } : undefined,
    });
    return {
      ...page,
      ...(next && {
        nextCursor: encodeCursor(list, [
          next.from,
          next.id,
          until.toISOString(),
        ]),
      }),
    };
  },
});

function dateOf(ns: bigint | undefined): Date | undefined {
  return ns === undefined ? undefined : new Date(Number(ns / 1_000_000n));
}

/** A cursor is a client's to write, so that it may hold anything. */
function readEnd(text: string | undefined): Date | undefined {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : new Date(at);
}
