import type { ClusterHealth } from '@vtasker/backstage-plugin-service-manager-common';

/** What a person should know about a cluster's answers. */
export interface ClusterLine {
  cluster: string;
  title: string;
  kind: 'silent' | 'reading' | 'forbidden';
  /** When it last answered, ISO 8601. */
  since?: string;
  /** Why, in the cluster's own words. */
  message?: string;
  /** The kinds that we may not read there. */
  forbidden: string[];
}

/** A line for each cluster that is silent, being read, or keeps things back. */
export function clusterLines(clusters: ClusterHealth[]): ClusterLine[] {
  return clusters.flatMap(health => {
    const { state, forbidden, lastSeenAt: since, message } = health;
    const line = { cluster: health.name, title: health.title || health.name };
    const lines: ClusterLine[] = [];
    if (state === 'stale' || state === 'unreachable') {
      lines.push({ ...line, kind: 'silent', since, message, forbidden: [] });
    }
    if (state === 'syncing') {
      lines.push({ ...line, kind: 'reading', forbidden: [] });
    }
    if (forbidden.length > 0) {
      lines.push({ ...line, kind: 'forbidden', forbidden });
    }
    return lines;
  });
}
