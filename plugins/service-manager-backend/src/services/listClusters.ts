import { defineMethod } from './method';

export const listClusters = defineMethod<'listClusters'>({
  eventId: 'cluster-fetch',
  meta: () => ({}),
  async handle(context, { credentials }) {
    await context.access.requireRead(credentials);
    return { items: context.workloads.health() };
  },
});
