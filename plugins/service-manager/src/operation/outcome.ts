import type { Operation } from '@vtasker/backstage-plugin-service-manager-common';

/** How an operation stands, by word; the tone only repeats it. */
export interface Standing {
  word: string;
  tone: 'running' | 'good' | 'bad' | 'neutral';
}

/** `Done`, `Overridden by argocd-controller`, `Running`, ... */
export function standingOf(operation: Operation): Standing {
  const { phase, outcome, overriddenBy } = operation;
  if (phase !== 'ended') {
    return {
      word: phase === 'accepted' ? 'Accepted' : 'Running',
      tone: 'running',
    };
  }
  switch (outcome) {
    case 'succeeded':
      return { word: 'Done', tone: 'good' };
    case 'failed':
      return { word: 'Failed', tone: 'bad' };
    case 'overridden':
      return {
        word: overriddenBy ? `Overridden by ${overriddenBy}` : 'Overridden',
        tone: 'bad',
      };
    case 'cancelled':
      return { word: 'Cancelled', tone: 'neutral' };
    case 'superseded':
      return { word: 'Superseded', tone: 'neutral' };
    default:
      return { word: 'Outcome unknown', tone: 'neutral' };
  }
}

/** The step that an operation is at: `Wait for web to stop: 1 of 3`. */
export function currentStep(operation: Operation): string | undefined {
  const step =
    operation.steps.find(({ state }) => state === 'running') ??
    operation.steps.find(({ state }) => state === 'pending');
  if (!step) return undefined;
  const { title, progress } = step;
  return progress ? `${title}: ${progress.done} of ${progress.total}` : title;
}

/** Steps that are over, as a share of all, in percent. */
export function progressOf(operation: Operation): number {
  const { steps } = operation;
  if (steps.length === 0) return 0;
  const done = steps.reduce((sum, { state, progress }) => {
    if (state === 'done' || state === 'skipped') return sum + 1;
    if (state !== 'running' || !progress?.total) return sum;
    return sum + Math.min(1, progress.done / progress.total);
  }, 0);
  return Math.round((100 * done) / steps.length);
}
