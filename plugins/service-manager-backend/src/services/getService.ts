import type { WorkloadView } from '@vtasker/backstage-plugin-service-manager-common';
import { defineMethod } from './method';
import { relatedServices } from './related';
import { entityRefOf } from './serviceRef';
import type { ServicesContext } from './types';
import { verbAvailability } from './verbs';

/**
 * A stop is remembered in an annotation and in the database. Where a workload
 * was made anew without the annotation, the database still knows.
 */
async function withStopMemory(
  context: ServicesContext,
  workloads: WorkloadView[],
): Promise<WorkloadView[]> {
  const forgotten = workloads.filter(
    ({ stopped, status }) =>
      !stopped && ['stopped', 'suspended'].includes(status.state),
  );
  if (!forgotten.length) return workloads;
  const memories = await context.operations.stopMemories(
    forgotten.map(({ ref }) => ref.id),
  );
  return workloads.map(view => {
    const memory = view.stopped ? undefined : memories.get(view.ref.id);
    if (!memory) return view;
    const { replicas, by, at, reason, until } = memory;
    return { ...view, stopped: { replicas, by, at, reason, until } };
  });
}

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
    const [operations, related, remembered] = await Promise.all([
      context.recent.of(opened.entityRef),
      relatedServices(context, credentials, opened),
      withStopMemory(context, workloads),
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
      workloads: remembered,
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
