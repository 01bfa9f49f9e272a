import { serviceMetricsQueryPermission } from '@vtasker/backstage-plugin-service-manager-common';
import { readRange } from '../metrics';
import { defineMethod } from './method';
import { entityRefOf } from './serviceRef';

export const queryMetrics = defineMethod<'queryMetrics'>({
  eventId: 'service-metrics-query',
  meta: ({ params, query }) => ({
    entityRef: entityRefOf(params),
    query: query.query,
  }),
  async handle(context, { credentials, input, signal }) {
    const { entity, entityRef } = await context.access.openFor(
      credentials,
      entityRefOf(input.params),
      serviceMetricsQueryPermission,
    );
    context.limits.query({ key: context.access.callerKey(credentials) });
    const { query, ...given } = input.query;
    const { target } = context.directory.remember(entity).target;
    return context.metrics.query(
      { entityRef, target },
      { ...readRange(given, context.clock()), query, signal },
    );
  },
});
