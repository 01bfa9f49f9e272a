import type { Verb } from './operation';
import type { WorkloadKind } from './workload';

const scalable = ['Deployment', 'StatefulSet'] as const;
const rolledOut = [...scalable, 'DaemonSet'] as const;

/**
 * The kinds of workload that a verb can be asked of, whatever state they are
 * in. The backend plans by it, and the front end offers by it.
 *
 * @public
 */
export const verbKinds: Record<Verb, readonly WorkloadKind[]> = {
  // A DaemonSet has no replicas to take away.
  start: [...scalable, 'CronJob'],
  stop: [...scalable, 'CronJob'],
  restart: rolledOut,
  scale: scalable,
  pause: ['Deployment'],
  resume: ['Deployment'],
  rollback: rolledOut,
  // The pods of a Job cannot be changed once it exists.
  deploy: [...rolledOut, 'CronJob'],
};
