import { defineMethod } from './method';
import { openOperation } from './openOperation';

export const cancelOperation = defineMethod<'cancelOperation'>({
  eventId: 'operation-cancel',
  writes: true,
  meta: ({ params }) => ({ operationId: params.id }),
  async handle(context, { credentials, input }, addMeta) {
    const { operation } = await openOperation(
      context,
      credentials,
      input.params.id,
      { forChange: true },
    );
    addMeta({ entityRef: operation.entityRef, verb: operation.verb });
    const cancelled = await context.operations.cancel(
      operation.id,
      await context.access.actor(credentials),
    );
    context.recent.forget(operation.entityRef);
    return cancelled;
  },
});
