/** The bounds of whoever scales the workload besides. */
export interface ReplicaBounds {
  min: number;
  max: number;
}

/**
 * What a start comes back to: the remembered count within the autoscaler's
 * bounds, and never 0, since a start that starts nothing is none.
 */
export function startReplicas(
  remembered: number | undefined,
  bounds: ReplicaBounds | undefined,
): number {
  const wanted = Math.max(1, remembered ?? bounds?.min ?? 1);
  if (!bounds) return wanted;
  return Math.max(1, Math.min(Math.max(wanted, bounds.min), bounds.max));
}

/** `3 replicas`, `1 replica`, `no replicas`. */
export function replicasText(count: number): string {
  if (count === 0) return 'no replicas';
  return count === 1 ? '1 replica' : `${count} replicas`;
}

/** `3 pods`, `1 pod`. */
export function podsText(count: number): string {
  return count === 1 ? '1 pod' : `${count} pods`;
}
