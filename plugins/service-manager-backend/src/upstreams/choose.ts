import { Upstream } from './types';

/** The upstream that knows a cluster: one that names it wins over one for all. */
export function upstreamOf(
  upstreams: Upstream[],
  cluster: string,
): Upstream | undefined {
  return (
    upstreams.find(({ clusters }) => clusters?.includes(cluster)) ??
    upstreams.find(({ clusters }) => clusters === undefined)
  );
}

/** The matcher that keeps a shared upstream to one cluster. */
export function clusterMatcher(
  { clusterLabel, clusterValues }: Upstream,
  cluster: string,
): { label: string; value: string } | undefined {
  return clusterLabel
    ? { label: clusterLabel, value: clusterValues[cluster] ?? cluster }
    : undefined;
}
