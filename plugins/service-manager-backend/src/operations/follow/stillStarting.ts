import { ServiceManagerError } from '../../errors';

const STARTING_MS = 60_000;

/**
 * An API server that has just come back forbids everything, until it has read
 * who may do what.
 *
 * @param silentAt - when it last did not answer, ms since 1970
 */
export function stillStarting(
  error: unknown,
  silentAt: number,
  now: Date,
): boolean {
  return (
    error instanceof ServiceManagerError &&
    error.code === 'CLUSTER_FORBIDDEN' &&
    now.getTime() - silentAt < STARTING_MS
  );
}
