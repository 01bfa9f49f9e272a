import type {
  LogLevel,
  LogVolume,
} from '@vtasker/backstage-plugin-service-manager-common';
import { levels } from './levels';

/** A bar of the histogram; its parts from the bottom up, the worst first. */
export interface VolumeBar {
  /** Milliseconds since 1970; `to` is exclusive. */
  from: number;
  to: number;
  total: number;
  parts: { level: LogLevel; count: number }[];
  /** Nobody counted here: not the same as no lines. */
  unknown: boolean;
}

/** The bars of a volume, and the height of the highest. */
export function toBars(volume: LogVolume): { bars: VolumeBar[]; most: number } {
  const covered = volume.coveredFrom
    ? new Date(volume.coveredFrom).getTime()
    : -Infinity;
  const step = volume.stepSeconds * 1000;
  const bars = volume.buckets.map(({ at, counts }) => {
    const from = new Date(at).getTime();
    const parts = levels
      .map(level => ({ level, count: counts[level] ?? 0 }))
      .filter(({ count }) => count > 0);
    return {
      from,
      to: from + step,
      total: parts.reduce((sum, { count }) => sum + count, 0),
      parts,
      unknown: from + step <= covered,
    };
  });
  return { bars, most: Math.max(0, ...bars.map(({ total }) => total)) };
}

/** The time between two bars, whichever was touched first; ISO 8601. */
export function brushed(
  bars: readonly VolumeBar[],
  a: number,
  b: number,
): { from: string; until: string } | undefined {
  const clamp = (at: number) => Math.min(Math.max(at, 0), bars.length - 1);
  const first = bars[clamp(Math.min(a, b))];
  const last = bars[clamp(Math.max(a, b))];
  if (!first || !last) return undefined;
  return {
    from: new Date(first.from).toISOString(),
    until: new Date(last.to).toISOString(),
  };
}

/** What a bar says in words: `12 lines: 1 error, 11 info`. */
export function sayBar(bar: VolumeBar): string {
  if (bar.unknown) return 'not counted';
  if (bar.total === 0) return 'no lines';
  const lines = bar.total === 1 ? '1 line' : `${bar.total} lines`;
  return `${lines}: ${bar.parts
    .map(({ level, count }) => `${count} ${level}`)
    .join(', ')}`;
}
