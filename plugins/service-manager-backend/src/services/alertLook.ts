import type { AlertSubject, ServiceLook } from '../alerts';
import type { WorkloadReader, WorkloadSnapshot } from '../workloads';
import { workloadRef } from '../workloads/id';
import type { OperationsRoom } from './operationsRoom';
import type { ServiceStates } from './states';

/** How far back the change is looked for that left a service stopped. */
const OPERATIONS = 10;

/** What alerts see of services: the same as the pages do. */
export function alertLook(options: {
  states: ServiceStates;
  workloads: WorkloadReader;
  operations: Pick<OperationsRoom, 'list' | 'stopMemories'>;
}): (subject: AlertSubject) => ServiceLook {
  const { states, workloads, operations } = options;
  return subject => {
    const digest = states.digest(subject);
    const { target } = subject.target;
    const snapshots = () => (target ? workloads.select(target) : []);
    return {
      status: digest.status,
      silentClusters: states
        .clustersOf(subject, digest.clusters, workloads.health())
        .filter(({ state }) => state !== 'connected')
        .map(({ title }) => title),
      desired: digest.desired,
      ready: digest.ready,
      restarts: digest.restarts,
      pods: () => snapshots().flatMap(({ pods }) => pods),
      stopMeant: () => stopMeant(operations, subject.entityRef, snapshots()),
    };
  };
}

async function stopMeant(
  operations: Pick<OperationsRoom, 'list' | 'stopMemories'>,
  entityRef: string,
  snapshots: WorkloadSnapshot[],
): Promise<boolean> {
  if (snapshots.some(scalesToZero)) return true;
  const memories = await operations.stopMemories(
    snapshots.map(
      ({ cluster, workload: { kind, metadata } }) =>
        workloadRef({
          cluster,
          namespace: metadata.namespace,
          kind,
          name: metadata.name,
        }).id,
    ),
  );
  if (memories.size) return true;
  const { items } = await operations.list(entityRef, { limit: OPERATIONS });
  const last = items.find(
    ({ verb, outcome }) =>
      outcome === 'succeeded' && ['start', 'stop', 'scale'].includes(verb),
  );
  return (
    last?.verb === 'stop' ||
    (last?.verb === 'scale' && last.parameters.replicas === 0)
  );
}

/** An autoscaler that may leave nothing running until there is work. */
function scalesToZero({ hpa, scaledObject }: WorkloadSnapshot): boolean {
  return scaledObject !== undefined || hpa?.spec.minReplicas === 0;
}
