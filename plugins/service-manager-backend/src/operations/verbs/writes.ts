import type {
  Operation,
  WorkloadKind,
} from '@vtasker/backstage-plugin-service-manager-common';
import { objectPath } from '../cluster/places';
import { fieldValue } from '../pure/fields';
import type { ReplicaBounds } from '../pure/replicas';
import { KEDA_PATH, STOPPED_PATH } from '../pure/stopState';
import type {
  FieldPath,
  PlannedWrite,
  WorkloadState,
  WrittenField,
} from '../types';

/** A write to the workload itself. */
export function workloadWrite(
  state: WorkloadState,
  name: string,
  title: string,
  action: PlannedWrite['action'],
  fields: WrittenField[],
): PlannedWrite {
  const { ref } = state;
  return {
    id: `${ref.id}:${name}`,
    workload: ref,
    cluster: ref.cluster,
    path: objectPath(ref.kind, ref.namespace, ref.name),
    object: `${ref.kind}/${ref.name}`,
    title,
    action,
    fields,
    state: 'pending',
  };
}

/** A field with the value that it has now. */
export function field(
  object: unknown,
  path: FieldPath,
  after: unknown,
): WrittenField {
  return { path, before: fieldValue(object, path), after };
}

/** Sets fields of the workload by a merge patch of just these. */
export function mergeWrite(
  state: WorkloadState,
  name: string,
  title: string,
  values: Array<[path: FieldPath, after: unknown]>,
): PlannedWrite {
  return workloadWrite(
    state,
    name,
    title,
    { type: 'patch', patchType: 'application/merge-patch+json' },
    values.map(([path, after]) => field(state.object, path, after)),
  );
}

/** Sets the replicas through the scale subresource. */
export function scaleWrite(
  state: WorkloadState,
  replicas: number,
  options: { loose?: boolean } = {},
): PlannedWrite {
  return workloadWrite(
    state,
    'scale',
    `Set ${state.ref.name} to ${replicas} replica${replicas === 1 ? '' : 's'}`,
    { type: 'scale' },
    [{ ...field(state.object, ['spec', 'replicas'], replicas), ...options }],
  );
}

/** Pauses KEDA on the workload, or gives it back what was there before. */
export function kedaWrite(
  state: WorkloadState,
  title: string,
  after: string | undefined,
): PlannedWrite {
  const { ref, scaledObject } = state;
  const { name } = scaledObject.metadata;
  return {
    id: `${ref.id}:keda`,
    workload: ref,
    cluster: ref.cluster,
    path: objectPath('ScaledObject', ref.namespace, name),
    object: `ScaledObject/${name}`,
    title,
    action: { type: 'patch', patchType: 'application/merge-patch+json' },
    fields: [field(scaledObject, KEDA_PATH, after)],
    state: 'pending',
  };
}

/** Takes off the mark that a stop has left, where there is one. */
export function unmarkWrites(state: WorkloadState): PlannedWrite[] {
  if (fieldValue(state.object, STOPPED_PATH) === undefined) return [];
  const title = `Take the stop mark off ${state.ref.name}`;
  return [mergeWrite(state, 'unmark', title, [[STOPPED_PATH, undefined]])];
}

/** The bounds of the HPA or of KEDA, whichever scales the workload. */
export function boundsOf(state: WorkloadState): ReplicaBounds | undefined {
  const { hpa } = state.snapshot;
  const { scaledObject } = state;
  if (scaledObject) {
    return {
      min: scaledObject.spec.minReplicaCount ?? 0,
      max: scaledObject.spec.maxReplicaCount ?? 100,
    };
  }
  return hpa && { min: hpa.spec.minReplicas ?? 1, max: hpa.spec.maxReplicas };
}

/** Ids of the workloads that an operation changed. */
export function changedIds(operation: Operation): string[] {
  return operation.targets.map(target => target.workload.id);
}

/** The way to the containers of the pods that a workload makes. */
export function containersPath(kind: WorkloadKind): FieldPath {
  return kind === 'CronJob'
    ? ['spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers']
    : ['spec', 'template', 'spec', 'containers'];
}

export function templateContainers({
  ref,
  object,
}: WorkloadState): Array<{ name: string; image: string }> {
  return fieldValue(object, containersPath(ref.kind)) ?? [];
}
