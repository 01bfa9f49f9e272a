import type {
  Operation,
  OperationStep,
} from '@vtasker/backstage-plugin-service-manager-common';
import type {
  OperationContext,
  OperationRecord,
  Plan,
  PlannedWrite,
  StopRecord,
} from './types';
import { verbs } from './verbs';

export function writeStepId(write: PlannedWrite): string {
  return `write:${write.id}`;
}

export function goalStepId(workloadId: string): string {
  return `follow:${workloadId}`;
}

const FOLLOW_TITLES = {
  rollout: 'Wait until the cluster shows NAME rolled out',
  scaled: 'Wait until the cluster shows NAME with its replicas',
  stopped: 'Wait until the cluster shows NAME stopped',
  observed: 'Wait until the cluster has taken it up for NAME',
};

function stepsOf(plan: Plan): OperationStep[] {
  const steps: OperationStep[] = [];
  for (const target of plan.targets) {
    for (const write of target.writes) {
      steps.push({
        id: writeStepId(write),
        title: write.title,
        workload: write.workload.id,
        state: 'pending',
      });
    }
  }
  for (const { workload, goal } of plan.targets) {
    steps.push({
      id: goalStepId(workload.id),
      title: FOLLOW_TITLES[goal.kind].replace('NAME', workload.name),
      workload: workload.id,
      state: 'pending',
    });
  }
  return steps;
}

/** The row of an operation that was accepted and has done nothing yet. */
export function newRecord(
  id: string,
  context: OperationContext,
  plan: Plan,
  options: {
    now: Date;
    reason?: string;
    acknowledged?: string[];
    undoOf?: string;
  },
): OperationRecord {
  return {
    id,
    entityRef: context.entityRef,
    title: context.title,
    target: context.target,
    verb: plan.request.verb,
    parameters: plan.request.parameters,
    reason: options.reason,
    acknowledged: options.acknowledged?.length
      ? [...new Set(options.acknowledged)]
      : undefined,
    actor: context.actor.ref,
    onBehalfOf: context.actor.onBehalfOf,
    phase: 'accepted',
    createdAt: options.now.toISOString(),
    targets: plan.targets.map(({ workload, before, after }) => ({
      workload,
      before,
      after,
      diff: plan.diffs.get(workload.id) ?? [],
    })),
    steps: stepsOf(plan),
    writes: plan.targets.flatMap(target => target.writes),
    goals: plan.targets.map(({ workload, goal }) => ({
      workload,
      ...goal,
      state: 'waiting',
    })),
    memory: plan.targets.flatMap(target => target.memory ?? []),
    undoOf: options.undoOf,
  };
}

/** Why an ended operation cannot be undone; undefined when it can. */
export function whyNotUndoable(record: OperationRecord): string | undefined {
  if (record.phase !== 'ended') return 'It still runs; cancel it instead.';
  if (record.undoneBy) return 'It was undone already.';
  switch (record.outcome) {
    case 'cancelled':
      return 'It was cancelled, and what it had changed was put back.';
    case 'superseded':
      return 'A newer operation replaced it.';
    case 'overridden':
      return `${record.overriddenBy ?? 'Somebody else'} changed it since.`;
    default:
  }
  if (!record.writes.some(write => write.state === 'done')) {
    return 'It changed nothing.';
  }
  const inverse = verbs[record.verb].inverse(operationFields(record));
  return typeof inverse === 'string' ? inverse : undefined;
}

function operationFields(record: OperationRecord): Operation {
  return {
    id: record.id,
    entityRef: record.entityRef,
    verb: record.verb,
    parameters: record.parameters,
    reason: record.reason,
    acknowledged: record.acknowledged,
    actor: record.actor,
    phase: record.phase,
    outcome: record.outcome,
    error: record.error,
    createdAt: record.createdAt,
    startedAt: record.startedAt,
    endedAt: record.endedAt,
    targets: record.targets,
    steps: record.steps,
    overriddenBy: record.overriddenBy,
    undoOf: record.undoOf,
    undoneBy: record.undoneBy,
    cancellable: record.phase !== 'ended' && !record.cancelRequestedBy,
    undoable: false,
  };
}

/** As a client is shown it: without writes, intents and targets' selectors. */
export function toOperation(record: OperationRecord): Operation {
  return {
    ...operationFields(record),
    undoable: whyNotUndoable(record) === undefined,
  };
}

/** What the stop in this record has to remember. */
export function memoriesToKeep(record: OperationRecord): StopRecord[] {
  return record.memory.flatMap(change =>
    change.type === 'remember'
      ? [
          {
            workload: change.workload,
            entityRef: record.entityRef,
            title: record.title,
            target: record.target,
            operationId: record.id,
            replicas: change.replicas,
            suspended: change.suspended,
            keda: change.keda,
            until: change.until,
            by: record.actor,
            onBehalfOf: record.onBehalfOf,
            at: record.createdAt,
            reason: record.reason,
          },
        ]
      : [],
  );
}

/**
 * Workloads whose stop came to nothing: what it remembered, and above all when
 * it was to start again, is forgotten with it. Half a stop is remembered.
 */
export function memoriesUnmade(record: OperationRecord): string[] {
  const made = (id: string) =>
    record.writes.some(
      ({ workload, state }) =>
        workload.id === id && (state === 'done' || state === 'intended'),
    );
  const hadPods = (id: string) =>
    record.targets.find(({ workload }) => workload.id === id)?.before
      .replicas !== 0;
  return record.memory
    .filter(
      ({ type, workload }) =>
        type === 'remember' &&
        (record.outcome === 'cancelled' ||
          // Of a workload without pods it may be all that an earlier stop left.
          (!made(workload.id) && hadPods(workload.id))),
    )
    .map(({ workload }) => workload.id);
}
