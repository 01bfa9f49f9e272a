import { defineMethod } from './method';
import { relatedServices } from './related';
import { entityRefOf } from './serviceRef';
import { verbAvailability } from './verbs';

export const getService = defineMethod<'getService'>({
  eventId: 'service-fetch',
  meta: ({ params }) => ({
    queryType: 'by-ref',
    entityRef: entityRefOf(params),
  }),
  async handle(context, { credentials, input }) {
    const opened = await context.access.open(
      credentials,
      entityRefOf(input.params),
    );
    const service = context.directory.remember(opened.entity);
    const { snapshots, workloads, events, condition } =
      context.states.detail(service);
    const [operations, related] = await Promise.all([
      context.recent.of(opened.entityRef),
      relatedServices(context, credentials, opened),
    ]);
    const clusters = context.states
      .clustersOf(
        service,
        snapshots.map(({ cluster }) => cluster),
        context.workloads.health(),
      )
      // Of a connected cluster this moves by the second, and with it the ETag.
      .map(health =>
        health.state === 'connected'
          ? { ...health, lastSeenAt: undefined }
          : health,
      );
    const { entityRef, key, title, owner, system } = service;
    return {
      entityRef,
      key,
      title,
      owner,
      system,
      status: condition.status,
      problem: condition.problem,
      workloads,
      events,
      ...related,
      verbs: verbAvailability({
        opened,
        snapshots,
        running: operations.find(({ phase }) => phase !== 'ended'),
      }),
      operations,
      clusters,
    };
  },
});
