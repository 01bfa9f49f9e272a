import { defineMethod } from './method';
import { operationContext } from './operationContext';
import { entityRefOf } from './serviceRef';

export const listRevisions = defineMethod<'listRevisions'>({
  eventId: 'service-revisions-fetch',
  meta: ({ params }) => ({ entityRef: entityRefOf(params) }),
  async handle(context, { credentials, input }) {
    const opened = await context.access.open(
      credentials,
      entityRefOf(input.params),
    );
    const ctx = await operationContext(context, credentials, opened);
    return {
      items: await context.operations.revisions(ctx, input.query.workload),
    };
  },
});
