import { decodeCursor, encodeCursor } from './cursor';
import { defineMethod } from './method';
import { entityRefOf } from './serviceRef';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

export const listOperations = defineMethod<'listOperations'>({
  eventId: 'operation-fetch',
  meta: ({ params }) => ({ queryType: 'list', entityRef: entityRefOf(params) }),
  async handle(context, { credentials, input: { params, query } }) {
    const { entityRef } = await context.access.open(
      credentials,
      entityRefOf(params),
    );
    const list = [
      'operations',
      context.access.callerKey(credentials),
      entityRef,
    ];
    const [cursor] = query.cursor ? decodeCursor(list, query.cursor) : [];
    const page = await context.operations.list(entityRef, {
      limit: Math.min(query.limit ?? DEFAULT_LIMIT, MAX_LIMIT),
      cursor,
    });
    return {
      items: page.items,
      nextCursor: page.nextCursor && encodeCursor(list, [page.nextCursor]),
    };
  },
});
