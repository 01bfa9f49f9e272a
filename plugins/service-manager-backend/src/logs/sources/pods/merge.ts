import { comparePositions } from '../../pure/position';
import type { LogEntry } from '../../types';

/** Several streams, each in order, as one in order; pulled as it is taken. */
export async function* mergeEntries(
  streams: Array<AsyncGenerator<LogEntry, void, void>>,
): AsyncGenerator<LogEntry, void, void> {
  try {
    const heads = await Promise.all(
      streams.map(async stream => ({ stream, head: await stream.next() })),
    );
    for (;;) {
      let first: (typeof heads)[number] | undefined;
      for (const one of heads) {
        if (one.head.done) continue;
        const before =
          !first ||
          comparePositions(
            one.head.value.position,
            (first.head.value as LogEntry).position,
          ) < 0;
        if (before) first = one;
      }
      if (!first) return;
      yield first.head.value as LogEntry;
      first.head = await first.stream.next();
    }
  } finally {
    await Promise.allSettled(streams.map(stream => stream.return()));
  }
}
