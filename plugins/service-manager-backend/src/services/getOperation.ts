import { defineMethod } from './method';
import { openOperation } from './openOperation';

export const getOperation = defineMethod<'getOperation'>({
  eventId: 'operation-fetch',
  meta: ({ params }) => ({ queryType: 'by-id', operationId: params.id }),
  async handle(context, { credentials, input }) {
    const { operation } = await openOperation(
      context,
      credentials,
      input.params.id,
    );
    return operation;
  },
});
