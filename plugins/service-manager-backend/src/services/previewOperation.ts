import { verbPermissions } from '@vtasker/backstage-plugin-service-manager-common';
import { defineMethod } from './method';
import { operationContext } from './operationContext';
import { entityRefOf } from './serviceRef';

export const previewOperation = defineMethod<'previewOperation'>({
  eventId: 'operation-preview',
  previews: true,
  meta: ({ params, body }) => ({
    entityRef: entityRefOf(params),
    verb: body.verb,
  }),
  async handle(context, { credentials, input: { params, body } }) {
    const opened = await context.access.openFor(
      credentials,
      entityRefOf(params),
      verbPermissions[body.verb],
    );
    const ctx = await operationContext(context, credentials, opened);
    return context.operations.preview(ctx, body);
  },
});
