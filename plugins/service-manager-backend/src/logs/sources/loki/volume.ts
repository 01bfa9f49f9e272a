import type { LogVolume } from '@vtasker/backstage-plugin-service-manager-common';
import type { LogFilter } from '../../pure/filter';
import { Histogram } from '../../pure/histogram';
import { levelNamed } from './entries';
import type { LokiClient } from './LokiClient';
import { levelStage } from './pure/levels';
import { LokiPlace, selectorOf } from './pure/places';

export interface VolumeQuery {
  filter: LogFilter;
  from: bigint;
  until: bigint;
  buckets: number;
}

const SECOND = 1_000_000_000n;
const BY_DETECTED = 'sum by (detected_level) ';

/** Whether Loki itself can count: nothing that a line says decides. */
export function isCountable({ byText, previous }: LogFilter): boolean {
  return !byText && !previous;
}

/**
 * The lines of each level over time, counted by Loki. It tells the levels that
 * it detected; the lines of which it knew none are `unknown` here.
 *
 * @throws UpstreamError
 */
export async function countVolume(
  places: LokiPlace[],
  clientOf: (place: LokiPlace) => LokiClient,
  { filter, from, until, buckets }: VolumeQuery,
  signal: AbortSignal,
): Promise<Pick<LogVolume, 'stepSeconds' | 'buckets' | 'notices'>> {
  const histogram = new Histogram(from, until, buckets);
  const { begin, end } = histogram.range;
  const step = histogram.stepSeconds;
  const results = await Promise.allSettled(
    places.map(async place => {
      const selector = selectorOf(place, filter);
      if (!selector) return;
      const stage = levelStage(filter.levels) ?? '';
      const series = await clientOf(place).steps(
        `${BY_DETECTED}(count_over_time(${selector}${stage}[${step}s]))`,
        {
          startSeconds: Number(begin / SECOND) + step,
          endSeconds: Number(end / SECOND),
          stepSeconds: step,
        },
        signal,
      );
      for (const { labels, values } of series) {
        const level = levelNamed(labels.detected_level) ?? 'unknown';
        if (filter.levels && !filter.levels.has(level)) continue;
        for (const [at, count] of values) {
          // Counted at the end of a bucket. Loki aligns steps as we do, and
          // takes a line exactly on an edge for the bucket before it.
          histogram.add(BigInt(Math.round(at)) * SECOND - 1n, level, count);
        }
      }
    }),
  );
  const failed = results.flatMap((result, index) =>
    result.status === 'rejected'
      ? [{ error: result.reason as Error, ...places[index] }]
      : [],
  );
  if (failed.length > 0 && failed.length === places.length) {
    throw failed[0].error;
  }
  return {
    stepSeconds: step,
    buckets: histogram.buckets(),
    notices: failed.map(
      ({ cluster, error }) =>
        `The lines of ${cluster} are not counted: ${error.message}`,
    ),
  };
}
