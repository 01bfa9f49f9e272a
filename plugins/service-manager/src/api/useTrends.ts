import { useMemo } from 'react';
import type { Trends } from '@vtasker/backstage-plugin-service-manager-common';
import { useLive } from './useLive';

/** The curves move slowly; one request a minute serves a whole list. */
const POLL = 60_000;
/** In a portal that has just started the first curves come soon. */
const POLL_WITHOUT_CURVES = 20_000;
const NEVER = 3_600_000;

export interface UseTrendsResult {
  trends?: Trends;
  error?: Error;
}

/**
 * Small curves of services: of all, or of those named. One request for all of
 * them, never one a service; none at all while nobody wants to see them.
 */
export function useTrends(options: {
  refs?: readonly string[];
  wanted: boolean;
}): UseTrendsResult {
  const { wanted } = options;
  const refs = options.refs?.join(',');
  const key = wanted ? `trends ${refs ?? ''}` : 'no trends';
  const { data, error } = useLive<Trends | undefined>(key, {
    fetch: async (api, signal) =>
      wanted
        ? api.call('listTrends', { query: { refs } }, { signal })
        : undefined,
    matches: () => false,
    throttle: POLL,
    pollInterval: trends => {
      if (!wanted) return NEVER;
      const curves = Object.values(trends?.items ?? {}).some(
        ({ cpu, memory }) => cpu ?? memory,
      );
      return curves ? POLL : POLL_WITHOUT_CURVES;
    },
  });
  return useMemo(() => ({ trends: data, error }), [data, error]);
}
