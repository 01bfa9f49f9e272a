import { serviceLogsQueryPermission } from '@vtasker/backstage-plugin-service-manager-common';
import { openLog } from './logScope';
import { defineMethod } from './method';
import { entityRefOf } from './serviceRef';

export const listLogSources = defineMethod<'listLogSources'>({
  eventId: 'service-log-sources-fetch',
  meta: ({ params }) => ({ entityRef: entityRefOf(params) }),
  async handle(context, { credentials, input, signal }) {
    const scope = await openLog(context, credentials, input.params);
    const sources = await context.logs.sources(scope, signal);
    const [mayQuery] =
      sources.source === 'loki'
        ? await context.access.allowed(
            credentials,
            [scope.entityRef],
            serviceLogsQueryPermission,
          )
        : [];
    return {
      ...sources,
      ...(mayQuery !== undefined && { mayQuery }),
      notices: [...scope.notices, ...sources.notices],
    };
  },
});
