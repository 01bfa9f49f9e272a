import type { GuardRule } from './types';

/** One operation at a time on a service. */
export const operationRunning: GuardRule = ({ running }) =>
  running
    ? [
        {
          code: 'operation-running',
          severity: 'block',
          title: `Another operation is running: ${running.verb}, by ${running.actor}.`,
          detail: `It was asked for at ${running.at} and has not ended. Two at once would undo each other.`,
          advice: 'Wait for its end, or cancel it.',
        },
      ]
    : [];
