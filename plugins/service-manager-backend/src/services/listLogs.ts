import { createFilter, decodeCursor, parseRange } from '../logs';
import { openLog } from './logScope';
import { defineMethod } from './method';
import { entityRefOf } from './serviceRef';

const PAGE = 500;

export const listLogs = defineMethod<'listLogs'>({
  eventId: 'service-logs-fetch',
  meta: ({ params }) => ({ entityRef: entityRefOf(params) }),
  async handle(context, { credentials, input, signal }) {
    const scope = await openLog(
      context,
      credentials,
      input.params,
      input.query,
    );
    const { before, after, limit = PAGE, from, until, ...given } = input.query;
    const query = {
      filter: createFilter(given),
      ...parseRange({ from, until }, context.clock()),
      before: before
        ? decodeCursor(scope.entityRef, 'query.before', before)
        : undefined,
      after: after
        ? decodeCursor(scope.entityRef, 'query.after', after)
        : undefined,
      limit,
    };
    const page = await context.logs.page(scope, query, signal);
    return { ...page, notices: [...scope.notices, ...page.notices] };
  },
});
