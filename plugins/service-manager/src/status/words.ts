import type { StatusState } from '@vtasker/backstage-plugin-service-manager-common';

/**
 * The word beside the shape, for every state.
 *
 * @public
 */
export const statusWords: Record<StatusState, string> = {
  failed: 'Failed',
  degraded: 'Degraded',
  unknown: 'Unknown',
  starting: 'Starting',
  stopping: 'Stopping',
  stopped: 'Stopped',
  suspended: 'Suspended',
  running: 'Running',
};

/**
 * What each state means, in one sentence.
 *
 * @public
 */
export const statusMeanings: Record<StatusState, string> = {
  failed: 'It does not work, and will not by waiting.',
  degraded: 'It works, but with less than was asked for.',
  unknown: 'Its cluster does not tell, or what it told is too old.',
  starting: 'Its pods are being created or are not ready yet.',
  stopping: 'Its pods are being shut down.',
  stopped: 'It runs no pods, as was asked for.',
  suspended: 'Its schedule or its rollout is held.',
  running: 'All that was asked for is ready.',
};

/**
 * All states, those that need a person first.
 *
 * @public
 */
export const statusOrder = Object.keys(statusWords) as StatusState[];
