import {
  STOPPED_ANNOTATION,
  StopMemory,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { Workload } from '../objects';
import { millis } from './time';

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined;
}

/** Whom a sentence names: `kim`, not `user:default/kim`. */
export function personOf({ by }: StopMemory): string {
  return by.replace(/^user:(default\/)?/i, '');
}

/**
 * The memory of a stop from the workload's annotation. A hand-edited or
 * foreign value is read as far as it makes sense; without a valid time it is
 * no memory.
 */
export function readStopMemory(workload: Workload): StopMemory | undefined {
  const value = workload.metadata?.annotations?.[STOPPED_ANNOTATION];
  if (!value) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { replicas, by, at, reason, until } = parsed as Record<string, unknown>;
  const when = text(at);
  if (millis(when) === undefined) return undefined;
  const end = text(until);
  return {
    replicas:
      Number.isInteger(replicas) && (replicas as number) >= 0
        ? (replicas as number)
        : undefined,
    by: text(by) ?? 'unknown',
    at: when!,
    reason: text(reason),
    until: millis(end) === undefined ? undefined : end,
  };
}
