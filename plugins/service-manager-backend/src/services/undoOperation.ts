import { defineMethod } from './method';
import { openOperation } from './openOperation';
import { operationContext } from './operationContext';

export const undoOperation = defineMethod<'undoOperation'>({
  eventId: 'operation-undo',
  writes: true,
  meta: ({ params, body }) => ({
    operationId: params.id,
    ...(body.reason && { reason: body.reason }),
  }),
  async handle(context, { credentials, input, idempotencyKey }, addMeta) {
    const { operation, opened } = await openOperation(
      context,
      credentials,
      input.params.id,
      { forChange: true },
    );
    addMeta({ entityRef: operation.entityRef, verb: operation.verb });
    const ctx = await operationContext(context, credentials, opened);
    const undoing = await context.operations.undo(ctx, operation.id, {
      reason: input.body.reason || undefined,
      idempotencyKey,
    });
    context.recent.forget(operation.entityRef);
    addMeta({ undoneBy: undoing.id });
    return undoing;
  },
});
