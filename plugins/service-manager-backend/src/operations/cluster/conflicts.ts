import { KubernetesError } from '@vtasker/backstage-plugin-service-manager-node';
import type { PlannedWrite } from '../types';

/** How often a write is tried anew on a newer version of its object. */
export const MAX_CONFLICTS = 8;

/**
 * Whether the object may be newer than the write was made for. A JSON patch
 * whose `test` fails is answered with 422.
 */
export function isConflict(error: unknown, write: PlannedWrite): boolean {
  return (
    error instanceof KubernetesError &&
    (error.status === 409 ||
      (error.status === 422 && write.action.type === 'template'))
  );
}
