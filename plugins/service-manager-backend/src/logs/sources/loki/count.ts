import type { LokiClient } from './LokiClient';

const SECOND = 1_000_000_000n;

/** Lines in (end - seconds, end], exactly. @throws UpstreamError */
async function countUpTo(
  client: LokiClient,
  query: string,
  end: bigint,
  seconds: bigint,
  signal?: AbortSignal,
): Promise<number> {
  const series = await client.instant(
    `sum(count_over_time(${query}[${seconds}s]))`,
    end,
    signal,
  );
  return series[0]?.values[0]?.[1] ?? 0;
}

/**
 * Lines from `from`, inclusive, to a whole number of seconds later, exclusive.
 *
 * @throws UpstreamError
 */
export function countSeconds(
  client: LokiClient,
  query: string,
  from: bigint,
  seconds: bigint,
  signal?: AbortSignal,
): Promise<number> {
  return countUpTo(
    client,
    query,
    from + seconds * SECOND - 1n,
    seconds,
    signal,
  );
}

/**
 * Lines of one nanosecond. No range of LogQL is that short, so it is what a
 * second that ends there has more than the one that ends just before. Undefined
 * where that cannot be told.
 */
export async function countAt(
  client: LokiClient,
  query: string,
  ns: bigint,
  signal?: AbortSignal,
): Promise<number | undefined> {
  try {
    const [upTo, before, left] = await Promise.all([
      countUpTo(client, query, ns, 1n, signal),
      countUpTo(client, query, ns - 1n, 1n, signal),
      client.range(
        {
          selector: query,
          start: ns - SECOND,
          end: ns - SECOND + 1n,
          limit: client.maxEntries,
          direction: 'forward',
        },
        signal,
      ),
    ]);
    const dropped = left.reduce((sum, { rows }) => sum + rows.length, 0);
    return dropped >= client.maxEntries ? undefined : upTo - before + dropped;
  } catch (error) {
    if (signal?.aborted) throw error;
    return undefined;
  }
}
