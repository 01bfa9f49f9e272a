import type { MetricMarker } from '@vtasker/backstage-plugin-service-manager-common';
import type { IncidentRecord } from '../types';
import { ways } from './telling';

/** Incidents as a chart marks them, by when they began to fire. */
export function incidentMarkers(
  incidents: IncidentRecord[],
  from: Date,
  until: Date,
): MetricMarker[] {
  return incidents
    .filter(({ firedAt }) => {
      const at = Date.parse(firedAt);
      return at >= from.getTime() && at <= until.getTime();
    })
    .map(({ firedAt, endedAt, kind, summary }) => ({
      at: firedAt,
      kind: 'alert' as const,
      label: `Alert: it ${ways[kind]}${
        endedAt === undefined ? '' : `, until ${endedAt}`
      }. ${summary}`,
    }));
}
