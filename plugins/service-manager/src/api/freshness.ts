import type { ClusterHealth } from '@vtasker/backstage-plugin-service-manager-common';

/**
 * That what is shown is not current.
 *
 * @public
 */
export interface Staleness {
  /** Whose answer is missing: a cluster's title, or the backend. */
  source: string;
  /** When it last answered, ISO 8601; absent when it never did. */
  since?: string;
  /** Why, in the error's own words. */
  message?: string;
}

/**
 * What of the shown data is old, most general first; empty when all is fresh.
 *
 * @public
 */
export function findStaleness(options: {
  clusters: ClusterHealth[];
  error?: Error;
  lastGoodAt?: string;
}): Staleness[] {
  const { clusters, error, lastGoodAt } = options;
  const found: Staleness[] = [];
  if (error) {
    found.push({
      source: "The service manager's backend",
      since: lastGoodAt,
      message: error.message,
    });
  }
  for (const { title, name, state, lastSeenAt, message } of clusters) {
    if (state === 'stale' || state === 'unreachable') {
      found.push({ source: title || name, since: lastSeenAt, message });
    }
  }
  return found;
}
