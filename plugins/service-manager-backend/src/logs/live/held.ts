import type { LogGap } from '@vtasker/backstage-plugin-service-manager-common';
import type { LineRing } from '../pure/LineRing';
import { comparePositions, Position } from '../pure/position';
import type { LiveQuery, LogEntry } from '../types';

/** Lines that are caught up with at once after a cursor. */
export const CATCH_UP = 20_000;
/** The first lines come then, also when what they come from does not answer. */
const FIRST_MS = 3_000;

/** Waits for what was there at the start, but not for ever. */
export async function soon(ready: Promise<void>): Promise<void> {
  await Promise.race([
    ready,
    new Promise<void>(resolve => {
      setTimeout(resolve, FIRST_MS).unref();
    }),
  ]);
}

/**
 * What the ring has for a viewer who begins now. `whole`: nothing that lies
 * before it is needed.
 */
export function heldFor<E extends LogEntry>(
  ring: LineRing<E>,
  { after, tail }: Pick<LiveQuery, 'after' | 'tail'>,
  isWanted: (entry: E) => boolean,
): { entries: E[]; whole: boolean } {
  const rest = after && ring.after(after);
  if (rest) return { entries: rest.filter(isWanted), whole: true };
  const wanted = sorted(ring.entries.filter(isWanted));
  if (after) {
    const entries = wanted.filter(
      ({ position }) => comparePositions(position, after) > 0,
    );
    return { entries, whole: false };
  }
  if (wanted.length < tail) return { entries: wanted, whole: false };
  return { entries: tail === 0 ? [] : wanted.slice(-tail), whole: true };
}

export function sorted<E extends LogEntry>(entries: readonly E[]): E[] {
  return [...entries].sort((one, other) =>
    comparePositions(one.position, other.position),
  );
}

/** More was written since the cursor than is caught up with. */
export function tooMuchSince(after: Position, until: bigint): LogGap {
  return {
    type: 'gap',
    from: String(after.ns),
    to: String(until),
    reason: 'source-limit',
    message: `More than ${CATCH_UP} lines were written meanwhile; page back to see them.`,
  };
}
