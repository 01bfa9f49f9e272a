import type { TargetPlan, UntouchedWorkload, WorkloadState } from '../types';
import { fieldValue } from '../pure/fields';
import { replicasText } from '../pure/replicas';
import {
  currentReplicas,
  KEDA_PATH,
  pausesKeda,
  remembered,
  STOPPED_PATH,
  whyNotStopped,
  whyNotSuspended,
} from '../pure/stopState';
import type { PlanEnvironment, VerbDefinition } from './types';
import { changedIds, kedaWrite, mergeWrite, scaleWrite } from './writes';

/** The annotation: what survives in the cluster if our database is lost. */
function mark(
  values: Record<string, unknown>,
  until: string | undefined,
  { now, actor, reason }: PlanEnvironment,
): string {
  return JSON.stringify({
    ...values,
    by: actor.ref,
    at: now.toISOString(),
    reason,
    until,
  });
}

function suspendCronJob(
  state: WorkloadState,
  until: string | undefined,
  environment: PlanEnvironment,
): TargetPlan | UntouchedWorkload {
  const { ref, object } = state;
  const why = whyNotSuspended(state);
  if (why) return { workload: ref, why };
  return {
    workload: ref,
    now: `runs at ${object.spec.schedule}`,
    then: 'suspended',
    before: { suspend: false },
    after: { suspend: true },
    writes: [
      mergeWrite(state, 'suspend', `Suspend ${ref.name}`, [
        [['spec', 'suspend'], true],
        [STOPPED_PATH, mark({ suspended: true }, until, environment)],
      ]),
    ],
    goal: { kind: 'observed' },
    memory: { type: 'remember', workload: ref, suspended: true, until },
  };
}

export const stop: VerbDefinition<'stop'> = {
  scope: 'all',
  notFor: kind =>
    kind === 'DaemonSet'
      ? 'A DaemonSet has no replicas: it runs one pod on every node that it selects, and stops only when it is deleted.'
      : 'A Job runs to its end.',
  async plan(state, parameters, environment) {
    const until = parameters.until && new Date(parameters.until).toISOString();
    const { ref, scaledObject } = state;
    if (ref.kind === 'CronJob') {
      return suspendCronJob(state, until, environment);
    }
    const why = whyNotStopped(state);
    if (why) return { workload: ref, why };
    const before = currentReplicas(state);
    const keda = pausesKeda(state)
      ? {
          name: scaledObject.metadata.name,
          earlier: fieldValue(scaledObject, KEDA_PATH),
        }
      : undefined;
    // With 0 replicas there is nothing new to remember: what an earlier stop
    // remembered survives, in the database or only in the annotation. A time
    // to come back is new, and goes with the count that is known.
    const known = before > 0 ? undefined : remembered(state);
    const remembers = !known || until !== undefined;
    const replicas = before > 0 ? before : known?.replicas;
    return {
      workload: ref,
      now: replicasText(before),
      then: until ? `stopped until ${until}` : 'stopped',
      before: { replicas: before },
      after: { replicas: 0 },
      writes: [
        ...(remembers
          ? [
              mergeWrite(state, 'mark', `Remember ${ref.name} as it is`, [
                [STOPPED_PATH, mark({ replicas, keda }, until, environment)],
              ]),
            ]
          : []),
        ...(keda ? [kedaWrite(state, `Pause KEDA on ${ref.name}`, '0')] : []),
        ...(before > 0 ? [scaleWrite(state, 0)] : []),
      ],
      goal: { kind: 'stopped' },
      memory: remembers
        ? { type: 'remember', workload: ref, replicas, keda, until }
        : undefined,
    };
  },
  summary: (what, { until }) =>
    until
      ? `All pods of ${what} are stopped. It starts again by itself at ${until}.`
      : `All pods of ${what} are stopped. It stays so until somebody starts it.`,
  inverse: operation => ({
    verb: 'start',
    parameters: { workloads: changedIds(operation) },
  }),
};
