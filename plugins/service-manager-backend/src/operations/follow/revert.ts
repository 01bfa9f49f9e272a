import type { OperationStep } from '@vtasker/backstage-plugin-service-manager-common';
import { inverted } from '../pure/fields';
import { writeStepId } from '../records';
import type { OperationRecord, PlannedWrite } from '../types';

function inverseOf(write: PlannedWrite): PlannedWrite | undefined {
  const { action } = write;
  const inverse: PlannedWrite = {
    ...write,
    id: `${write.id}:back`,
    title: `Put back: ${write.title}`,
    fields: inverted(write.fields),
    state: 'pending',
    intent: undefined,
    generation: undefined,
  };
  switch (action.type) {
    case 'delete-pod':
      return undefined;
    case 'template':
      return action.back
        ? {
            ...inverse,
            action: { ...action, source: action.back, back: action.source },
          }
        : undefined;
    default:
      return inverse;
  }
}

/**
 * Turns a record whose cancel was asked for into one that puts back what was
 * written so far, the last write first, and writes nothing else.
 */
export function planRevert(record: OperationRecord): void {
  const back: PlannedWrite[] = [];
  for (const write of [...record.writes].reverse()) {
    const step = record.steps.find(s => s.id === writeStepId(write));
    if (write.state === 'done') {
      const inverse = inverseOf(write);
      if (inverse) back.push(inverse);
    } else if (write.state !== 'failed') {
      // It was never sent, and never will be.
      write.state = 'failed';
      if (step) step.state = 'skipped';
    }
  }
  for (const step of record.steps) {
    if (step.state === 'pending' || step.state === 'running') {
      step.state = 'skipped';
      step.message = 'Cancelled.';
    }
  }
  record.writes.push(...back);
  record.steps.push(
    ...back.map(
      (write): OperationStep => ({
        id: writeStepId(write),
        title: write.title,
        workload: write.workload.id,
        state: 'pending',
      }),
    ),
  );
  record.goals = [];
  record.reverting = true;
  record.phase = 'acting';
}
