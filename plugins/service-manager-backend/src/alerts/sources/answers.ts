import type { Upstream } from '../../upstreams';

/** A page does not wait longer; an upstream's own limit may be shorter. */
const LONGEST_MS = 10_000;

export function deadline({ timeoutMs }: Upstream): AbortSignal {
  return AbortSignal.timeout(Math.min(timeoutMs, LONGEST_MS));
}

/** Why an upstream gave no answer, in a sentence. */
export function problemOf(error: unknown, { name }: Upstream): string {
  return (error as Error).name === 'TimeoutError'
    ? `${name} has not answered in time.`
    : (error as Error).message;
}
