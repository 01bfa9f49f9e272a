import type { WorkloadKind } from '@vtasker/backstage-plugin-service-manager-common';
import type { RolloutProgress } from './types';

/** The controller makes no rollout of it. */
export function onDelete(
  progress: RolloutProgress['progress'],
): RolloutProgress {
  return {
    state: 'not-applicable',
    reason: 'OnDelete',
    message:
      'The update strategy is OnDelete: a pod gets the new version when it is deleted',
    progress,
  };
}

/** What the status says is of before the change. */
export function notObserved(
  kind: WorkloadKind,
  total: number,
): RolloutProgress {
  return {
    state: 'progressing',
    reason: 'NotObserved',
    message: `The ${kind} controller has not yet seen the change`,
    progress: { done: 0, total },
  };
}
