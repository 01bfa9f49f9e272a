import type {
  OperationError,
  OperationOutcome,
} from '@vtasker/backstage-plugin-service-manager-common';
import { writeStepId } from '../records';
import type { OperationRecord } from '../types';

/** Writes the outcome into a record; the steps that were left say so. */
export function conclude(
  record: OperationRecord,
  outcome: OperationOutcome,
  more: {
    now: Date;
    watchMs: number;
    error?: OperationError;
    overriddenBy?: string;
    message?: string;
  },
): void {
  const at = more.now.toISOString();
  record.phase = 'ended';
  record.outcome = outcome;
  record.endedAt ??= at;
  if (more.overriddenBy) record.overriddenBy = more.overriddenBy;
  if (more.error) {
    const { code, message, nextStep } = more.error;
    record.error = { code, message, nextStep };
  }
  for (const step of record.steps) {
    if (step.state === 'pending') step.state = 'skipped';
    if (step.state === 'running') {
      step.state = outcome === 'cancelled' ? 'skipped' : 'failed';
      step.endedAt = at;
      if (more.message) step.message = more.message;
    }
  }
  record.watchUntil =
    outcome === 'succeeded' && more.watchMs > 0
      ? new Date(more.now.getTime() + more.watchMs).toISOString()
      : undefined;
}

/** What a cancel could not put back, in the cluster's own words. */
export function revertFailure(
  record: OperationRecord,
): OperationError | undefined {
  const stuck = record.writes.find(
    write => write.id.endsWith(':back') && write.state === 'failed',
  );
  if (!stuck) return undefined;
  const step = record.steps.find(({ id }) => id === writeStepId(stuck));
  return {
    code: 'NOT_PUT_BACK',
    message: `Not everything could be put back: ${step?.message ?? ''}`,
    nextStep: 'See what the cluster shows and mend it by hand.',
  };
}
