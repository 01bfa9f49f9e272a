import { createFilter, nsOfDate, parseRange } from '../logs';
import { openLog } from './logScope';
import { defineMethod } from './method';
import { entityRefOf } from './serviceRef';

const HOUR_NS = 3_600_000_000_000n;
const BUCKETS = 60;

export const getLogVolume = defineMethod<'getLogVolume'>({
  eventId: 'service-log-volume-fetch',
  meta: ({ params }) => ({ entityRef: entityRefOf(params) }),
  async handle(context, { credentials, input, signal }) {
    const scope = await openLog(
      context,
      credentials,
      input.params,
      input.query,
    );
    const { from, until, buckets = BUCKETS, ...given } = input.query;
    const now = context.clock();
    const range = parseRange({ from, until }, now);
    const end = range.until ?? nsOfDate(now);
    const query = {
      filter: createFilter(given),
      from: range.from ?? end - HOUR_NS,
      until: end,
      buckets,
    };
    const volume = await context.logs.volume(scope, query, signal);
    return { ...volume, notices: [...scope.notices, ...volume.notices] };
  },
});
