import {
  OperationRequest,
  verbPermissions,
} from '@vtasker/backstage-plugin-service-manager-common';
import { defineMethod } from './method';
import { operationContext } from './operationContext';
import { entityRefOf } from './serviceRef';

export const createOperation = defineMethod<'createOperation'>({
  eventId: 'operation-create',
  writes: true,
  meta: ({ params, body }) => ({
    entityRef: entityRefOf(params),
    verb: body.verb,
    parameters: JSON.parse(JSON.stringify(body.parameters)),
    ...(body.reason && { reason: body.reason }),
  }),
  async handle(context, call, addMeta) {
    const { params, body } = call.input;
    const opened = await context.access.openFor(
      call.credentials,
      entityRefOf(params),
      verbPermissions[body.verb],
    );
    const ctx = await operationContext(context, call.credentials, opened);
    const { reason, precondition, acknowledged, ...request } = body;
    const operation = await context.operations.run(
      ctx,
      request as OperationRequest,
      {
        reason: reason || undefined,
        precondition,
        acknowledged,
        idempotencyKey: call.idempotencyKey,
      },
    );
    context.recent.forget(opened.entityRef);
    addMeta({ operationId: operation.id });
    return operation;
  },
});
