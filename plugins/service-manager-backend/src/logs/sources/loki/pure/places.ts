import { clusterMatcher, Upstream, upstreamOf } from '../../../../upstreams';
import type { ContainerStatus, WorkloadSnapshot } from '../../../../workloads';
import { nsOf } from '../../../pure/instant';
import type { LogFilter } from '../../../pure/filter';
import { Foreign, podNames, whole } from './podNames';
import { anyOf, Matcher, renderSelector } from './selector';

/**
 * The pods of a service in one namespace of one cluster, as their Loki knows
 * them. Namespaces are never joined into one selector: it would also fit a pod
 * of another namespace that has the name of one of these.
 */
export interface LokiPlace {
  upstream: Upstream;
  cluster: string;
  namespace: string;
  /** The names of the pods, those that are gone too; see `podNames`. */
  pods: string;
  /**
   * By `pod/container`: when the instance that runs now was started; while
   * none runs, when the last one had ended. Lines before it are those of an
   * instance before.
   */
  startedAt: Map<string, bigint>;
}

/** The places of a service in the clusters that a Loki knows. */
export function placesOf(
  snapshots: WorkloadSnapshot[],
  upstreams: Upstream[],
  foreignOf: (cluster: string, namespace: string) => Foreign,
): LokiPlace[] {
  const groups = new Map<string, WorkloadSnapshot[]>();
  for (const snapshot of snapshots) {
    const { cluster, workload } = snapshot;
    const key = `${cluster}\n${workload.metadata.namespace}`;
    groups.set(key, [...(groups.get(key) ?? []), snapshot]);
  }
  const places: LokiPlace[] = [];
  for (const group of groups.values()) {
    const { cluster, workload } = group[0];
    const { namespace } = workload.metadata;
    const upstream = upstreamOf(upstreams, cluster);
    const pods = upstream && podNames(group, foreignOf(cluster, namespace));
    if (!upstream || !pods) continue;
    places.push({
      upstream,
      cluster,
      namespace,
      pods,
      startedAt: startsOf(group),
    });
  }
  return places;
}

/** Which cluster, namespace and pods: in every query that reaches Loki. */
export function scopeMatchers(place: LokiPlace): Matcher[] {
  const { labels } = place.upstream;
  const of = clusterMatcher(place.upstream, place.cluster);
  return [
    ...(of ? [{ ...of, op: '=' as const }] : []),
    { label: labels.namespace, op: '=', value: place.namespace },
    { label: labels.pod, op: '=~', value: place.pods },
  ];
}

/**
 * The selector of a place, narrowed as far as the filter names streams. Text
 * is never pushed down, see docs/logs.md. Undefined: nothing can match.
 */
export function selectorOf(
  place: LokiPlace,
  filter?: LogFilter,
): string | undefined {
  const { labels } = place.upstream;
  const matchers = scopeMatchers(place);
  if (filter?.pods) {
    const ours = whole(place.pods);
    const pods = [...filter.pods].filter(name => ours.test(name));
    if (pods.length === 0) return undefined;
    matchers.push(anyOf(labels.pod, pods));
  }
  if (filter?.containers) {
    matchers.push(anyOf(labels.container, filter.containers));
  }
  matchers.push(...(filter?.query?.matchers ?? []));
  return renderSelector(matchers);
}

/** Names what a place is, so that a change of it is seen. */
export function placeKey(place: LokiPlace): string {
  return [place.upstream.url, place.cluster, selectorOf(place)].join('\n');
}

function startsOf(snapshots: WorkloadSnapshot[]): Map<string, bigint> {
  const starts = new Map<string, bigint>();
  for (const { metadata, status } of snapshots.flatMap(({ pods }) => pods)) {
    const statuses = [
      ...(status.initContainerStatuses ?? []),
      ...(status.containerStatuses ?? []),
    ];
    for (const container of statuses) {
      const { name, restartCount } = container;
      const ns = restartCount > 0 ? startOf(container) : undefined;
      if (ns !== undefined) starts.set(`${metadata.name}/${name}`, ns);
    }
  }
  return starts;
}

function startOf({ state, lastState }: ContainerStatus): bigint | undefined {
  const at = state?.running?.startedAt ?? state?.terminated?.startedAt;
  if (at !== undefined) return nsOf(at);
  // It waits to be tried again: what it has written last is of before.
  const ended = nsOf(lastState?.terminated?.finishedAt ?? '');
  // Kubernetes gives whole seconds; its last lines are of within that one.
  return ended === undefined ? undefined : ended + 1_000_000_000n;
}
