import type { ResourceAmounts } from '@vtasker/backstage-plugin-service-manager-common';
import type { ContainerSpec, PodTemplate } from '../objects';
import type { WorkloadSnapshot } from '../types';
import { parseQuantity } from './quantity';

type Which = 'requests' | 'limits';
type Resource = 'cpu' | 'memory';

function amount(
  container: ContainerSpec,
  which: Which,
  resource: Resource,
): number | undefined {
  return parseQuantity(container?.resources?.[which]?.[resource]);
}

/**
 * Of one pod, as the scheduler counts: what runs together is added; an init
 * container counts by itself, with the sidecars started before it.
 */
function effective(
  template: PodTemplate | undefined,
  which: Which,
  resource: Resource,
): number | undefined {
  const app = (template?.containers ?? []).filter(Boolean);
  const init = (template?.initContainers ?? []).filter(Boolean);
  const sidecars = init.filter(spec => spec.restartPolicy === 'Always');
  const together = [...app, ...sidecars].map(spec =>
    amount(spec, which, resource),
  );
  // One container without a limit leaves the pod without one.
  if (which === 'limits' && together.includes(undefined)) return undefined;
  const anySet = [...app, ...init].some(
    spec => amount(spec, which, resource) !== undefined,
  );
  if (!anySet) return undefined;
  let started = 0;
  let peak = together.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  for (const spec of init) {
    const own = amount(spec, which, resource) ?? 0;
    if (spec.restartPolicy === 'Always') started += own;
    peak = Math.max(
      peak,
      spec.restartPolicy === 'Always' ? started : started + own,
    );
  }
  return peak;
}

/** What one pod of the template requests, or is limited to. */
export function podResources(
  template: PodTemplate | undefined,
  which: Which,
): ResourceAmounts {
  const result: ResourceAmounts = {};
  for (const resource of ['cpu', 'memory'] as const) {
    const value = effective(template, which, resource);
    if (value !== undefined) result[resource] = value;
  }
  return result;
}

/** What all pods use together, as old as the oldest sample. */
export function usageOf(
  snapshot: WorkloadSnapshot,
): (ResourceAmounts & { at: string }) | undefined {
  const samples = (snapshot.pods ?? [])
    .map(pod => snapshot.usage?.get(pod?.metadata?.name ?? ''))
    .filter(sample => sample !== undefined);
  if (!samples.length) return undefined;
  return {
    cpu: samples.reduce((sum, { cpu }) => sum + cpu, 0),
    memory: samples.reduce((sum, { memory }) => sum + memory, 0),
    at: samples.map(({ at }) => at).sort()[0],
  };
}
