import type { WorkloadView } from '@vtasker/backstage-plugin-service-manager-common';
import { mayBeStopped } from '../operations';
import { defineMethod } from './method';
import type { RememberedStop } from './operationsRoom';
import { relatedServices } from './related';
import { entityRefOf } from './serviceRef';
import type { ServiceDetail } from './states';
import type { ServicesContext } from './types';
import { verbAvailability } from './verbs';

/** What stops remember, read only where there may have been one. */
async function stopMemories(
  context: ServicesContext,
  { workloads, snapshots }: ServiceDetail,
): Promise<Map<string, RememberedStop>> {
  const ids = snapshots.flatMap(({ workload, scaledObject }, index) =>
    mayBeStopped({ object: workload, scaledObject })
      ? [workloads[index].ref.id]
      : [],
  );
  return ids.length ? context.operations.stopMemories(ids) : new Map();
}

/**
 * A stop is remembered in an annotation and in the database. Where a workload
 * was made anew without the annotation, the database still knows.
 */
function withStopMemory(
  workloads: WorkloadView[],
  memories: Map<string, RememberedStop>,
): WorkloadView[] {
  return workloads.map(view => {
    const memory =
      !view.stopped && ['stopped', 'suspended'].includes(view.status.state)
        ? memories.get(view.ref.id)
        : undefined;
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
    const detail = context.states.detail(service);
    const { snapshots, workloads, events, condition } = detail;
    const [operations, related, memories] = await Promise.all([
      context.recent.of(opened.entityRef),
      relatedServices(context, credentials, opened),
      stopMemories(context, detail),
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
      workloads: withStopMemory(workloads, memories),
      events,
      ...related,
      verbs: verbAvailability({
        opened,
        workloads: snapshots.map((snapshot, index) => ({
          snapshot,
          memory: memories.get(workloads[index].ref.id),
        })),
        running: operations.find(({ phase }) => phase !== 'ended'),
      }),
      operations,
      clusters,
    };
  },
});
