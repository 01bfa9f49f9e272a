import type { MetricMarker } from '@vtasker/backstage-plugin-service-manager-common';

/** Markers that stand so close that they are one to the eye. */
export interface MarkerGroup {
  /** Where it stands, 0 to 1. */
  at: number;
  /** By time. */
  markers: MetricMarker[];
  /** Of the heaviest one. */
  kind: MetricMarker['kind'];
}

/** The heaviest first: what a person must not miss. */
const weight: MetricMarker['kind'][] = [
  'alert',
  'restart',
  'deploy',
  'operation',
];

export const markerWords: Record<MetricMarker['kind'], string> = {
  alert: 'Alert',
  restart: 'Restart',
  deploy: 'Deployment',
  operation: 'Operation',
};

/**
 * Those in the time from `from` to `until` (ms), closer ones together. What
 * came `late` (ms) at most after the last value stands at the end.
 */
export function groupMarkers(
  markers: readonly MetricMarker[],
  options: {
    from: number;
    until: number;
    width: number;
    apart: number;
    late?: number;
  },
): MarkerGroup[] {
  const { from, until, width, apart, late = 0 } = options;
  const span = until - from;
  if (!(span > 0) || !(width > 0)) return [];
  const placed = markers
    .map(marker => ({ marker, at: (Date.parse(marker.at) - from) / span }))
    .filter(({ at }) => at >= 0 && (at - 1) * span <= late)
    .sort((a, b) => a.at - b.at)
    .map(({ marker, at }) => ({ marker, at: Math.min(at, 1) }));
  const groups: { first: number; last: number; markers: MetricMarker[] }[] = [];
  for (const { marker, at } of placed) {
    const group = groups[groups.length - 1];
    if (group && (at - group.last) * width < apart) {
      group.last = at;
      group.markers.push(marker);
    } else {
      groups.push({ first: at, last: at, markers: [marker] });
    }
  }
  return groups.map(({ first, last, markers: together }) => ({
    at: (first + last) / 2,
    markers: together,
    kind: weight.find(kind => together.some(each => each.kind === kind))!,
  }));
}
