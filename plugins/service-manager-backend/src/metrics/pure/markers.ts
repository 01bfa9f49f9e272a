import type {
  MetricMarker,
  Operation,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { WorkloadSnapshot } from '../../workloads';

/** More than this is a grey wall. */
const MOST = 100;
/** A new ReplicaSet this soon after an operation is the operation's. */
const OF_OPERATION_MS = 60_000;

const deploys = new Set(['deploy', 'rollback']);

/** What happened to the service between two times, the oldest first. */
export function markersOf(
  snapshots: WorkloadSnapshot[],
  operations: Operation[],
  from: Date,
  until: Date,
): MetricMarker[] {
  const ours = operations.map(ofOperation);
  const all = [
    ...ours,
    ...snapshots.flatMap(snapshot =>
      deploysOf(snapshot).filter(({ at }) => !isOurs(at, operations)),
    ),
    ...snapshots.flatMap(restartsOf),
  ];
  return all
    .filter(({ at }) => {
      const ms = Date.parse(at);
      return ms >= from.getTime() && ms <= until.getTime();
    })
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .slice(-MOST);
}

function ofOperation(operation: Operation): MetricMarker {
  const { id, verb, outcome, phase } = operation;
  const how = phase === 'ended' ? outcome : 'running';
  return {
    at: operation.startedAt ?? operation.createdAt,
    kind: deploys.has(verb) ? 'deploy' : 'operation',
    label: how === 'succeeded' ? verb : `${verb} (${how})`,
    operationId: id,
  };
}

/** A ReplicaSet is made for every new pod template. */
function deploysOf({ workload, replicaSets }: WorkloadSnapshot) {
  return replicaSets
    .filter(
      ({ metadata }) =>
        // The first one is the Deployment itself.
        Date.parse(metadata.creationTimestamp) -
          Date.parse(workload.metadata.creationTimestamp) >
        5_000,
    )
    .map(({ metadata }): MetricMarker => {
      const revision =
        metadata.annotations?.['deployment.kubernetes.io/revision'];
      const now =
        workload.metadata.annotations?.['deployment.kubernetes.io/revision'];
      const images = workload.spec.template.containers.map(({ image }) =>
        shortImage(image),
      );
      return {
        at: metadata.creationTimestamp,
        kind: 'deploy',
        label: `${workload.metadata.name}${
          revision ? `, revision ${revision}` : ''
        }${revision && revision === now ? `: ${images.join(', ')}` : ''}`,
      };
    });
}

function shortImage(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1);
}

function isOurs(at: string, operations: Operation[]): boolean {
  const made = Date.parse(at);
  return operations.some(({ createdAt, startedAt }) => {
    const begun = Date.parse(startedAt ?? createdAt);
    // The API's times are cut to whole seconds.
    return made >= begun - 1_000 && made <= begun + OF_OPERATION_MS;
  });
}

function restartsOf({ pods }: WorkloadSnapshot): MetricMarker[] {
  return pods.flatMap(({ metadata, status }) =>
    (status.containerStatuses ?? []).flatMap(({ name, lastState }) => {
      const ended = lastState?.terminated;
      if (!ended?.finishedAt) return [];
      return [
        {
          at: ended.finishedAt,
          kind: 'restart' as const,
          label: `${metadata.name}/${name}: ${
            ended.reason ?? 'ended'
          }, exit code ${ended.exitCode}`,
        },
      ];
    }),
  );
}
