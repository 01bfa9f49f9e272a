import type { Condition, Workload } from '../objects';

/** The condition of a type, whatever its status. */
export function conditionOf(
  conditions: Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find(condition => condition?.type === type);
}

/** The condition of a type if it is `True`. */
export function trueCondition(
  conditions: Condition[] | undefined,
  type: string,
): Condition | undefined {
  const condition = conditionOf(conditions, type);
  return condition?.status === 'True' ? condition : undefined;
}

/**
 * Whether the controller has seen the current spec. Before that, all counts
 * and conditions are about an earlier one.
 */
export function isObserved(
  workload: Exclude<Workload, { kind: 'CronJob' | 'Job' }>,
): boolean {
  const observed = workload.status?.observedGeneration ?? 0;
  return observed > 0 && observed >= (workload.metadata?.generation ?? 0);
}
