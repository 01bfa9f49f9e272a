import type {
  ResourceAmounts,
  WorkloadView,
} from '@vtasker/backstage-plugin-service-manager-common';

/** Cores as people type them: `250m`, `1.5`. */
export function formatCpu(cores: number): string {
  if (cores < 1) return `${Math.round(cores * 1000)}m`;
  return String(Math.round(cores * 100) / 100);
}

/** Bytes as people type them: `512Mi`, `1.5Gi`. */
export function formatMemory(bytes: number): string {
  let value = bytes;
  for (const unit of ['', 'Ki', 'Mi', 'Gi', 'Ti']) {
    if (value < 1024 || unit === 'Ti') {
      return `${Math.round(value * 10) / 10}${unit}`;
    }
    value /= 1024;
  }
  return String(bytes);
}

/** Use beside what was reserved and what is allowed, for all pods together. */
export interface ResourceRow {
  usage?: number;
  request?: number;
  limit?: number;
}

/** Pods that hold their requests; those that have finished hold nothing. */
export function countLivePods(workload: WorkloadView): number {
  return workload.pods.filter(
    ({ phase }) => phase !== 'Succeeded' && phase !== 'Failed',
  ).length;
}

/**
 * One resource of a workload. Requests and limits are said per pod and use for
 * all pods: they are brought to the same measure here.
 */
export function resourceRow(
  workload: WorkloadView,
  resource: keyof ResourceAmounts,
): ResourceRow {
  const { requests, limits, usage } = workload;
  const count = countLivePods(workload);
  const times = (amount: number | undefined) =>
    amount === undefined || count === 0 ? undefined : amount * count;
  return {
    usage: usage?.[resource],
    request: times(requests[resource]),
    limit: times(limits[resource]),
  };
}

/** A share of the longest bar, in percent; 100 is the limit where there is one. */
export function shareOf(value: number, row: ResourceRow): number {
  const whole = row.limit ?? Math.max(row.usage ?? 0, row.request ?? 0);
  if (whole <= 0) return 0;
  return Math.min(100, Math.round((100 * value) / whole));
}
