import type { MetricSeries } from '@vtasker/backstage-plugin-service-manager-common';
import { podResources, WorkloadSnapshot } from '../../workloads';
import type { Place } from '../types';
import type { Grid } from './grid';

type Resource = 'cpu' | 'memory';
const names = { request: 'Request', limit: 'Limit' };

/**
 * What the pods request and are limited to, as lines across. By service it is
 * the sum of the pods that there are now; by pod it is that of one pod, a line
 * for each that differs.
 */
export function resourceLines(
  place: Place,
  resource: Resource,
  by: 'service' | 'pod',
  grid: Grid,
): MetricSeries[] {
  return (['request', 'limit'] as const).flatMap(role =>
    amounts(place.workloads, resource, by, `${role}s`).map(
      ({ value, of }): MetricSeries => ({
        name: of ? `${names[role]} (${of})` : names[role],
        role,
        values: new Array(grid.steps).fill(value),
      }),
    ),
  );
}

function amounts(
  workloads: WorkloadSnapshot[],
  resource: Resource,
  by: 'service' | 'pod',
  which: 'requests' | 'limits',
): Array<{ value: number; of?: string }> {
  const all = workloads.map(({ workload, pods }) => ({
    of: workload.metadata.name,
    ofTemplate: podResources(workload.spec.template, which)[resource],
    ofPods: pods.map(({ spec }) => podResources(spec, which)[resource]),
  }));
  if (by === 'service') {
    const pods = all.flatMap(({ ofPods }) => ofPods);
    // One pod without a limit leaves the service without one.
    if (which === 'limits' && pods.includes(undefined)) return [];
    const known = pods.filter(value => value !== undefined);
    return known.length
      ? [{ value: known.reduce((sum, value) => sum + value, 0) }]
      : [];
  }
  const each = all.flatMap(({ of, ofTemplate }) =>
    ofTemplate === undefined ? [] : [{ of, value: ofTemplate }],
  );
  const differ = new Set(each.map(({ value }) => value)).size > 1;
  return differ ? each : each.slice(0, 1).map(({ value }) => ({ value }));
}

/** Whether some pod may use as much CPU as there is. */
export function withoutCpuLimit({ workloads }: Place): boolean {
  return (
    workloads.length > 0 &&
    workloads.every(
      ({ workload }) =>
        podResources(workload.spec.template, 'limits').cpu === undefined,
    )
  );
}
