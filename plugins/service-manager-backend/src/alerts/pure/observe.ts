import type { AlertRuleDefinition } from '@vtasker/backstage-plugin-service-manager-common';
import type { Pod } from '../../workloads/objects';
import type { Observation, Reading, ServiceLook } from '../types';
import { amount, panelTitle, rounded } from './amounts';
import { duration } from './rules';

type Definition<K extends AlertRuleDefinition['kind']> = Extract<
  AlertRuleDefinition,
  { kind: K }
>;

/** Why nothing can be said while a cluster is silent. */
export function silence({ silentClusters }: ServiceLook): string | undefined {
  if (silentClusters.length === 0) return undefined;
  return `${silentClusters.join(', ')} ${
    silentClusters.length === 1 ? 'does' : 'do'
  } not answer, so it is not known.`;
}

/** Reasons of a stop that say themselves that it is meant. */
const MEANT = ['StoppedByPerson', 'NoMatchingNodes'];

/** Whether somebody has to be asked if a stop is meant. */
export function needsMeaning({ status }: ServiceLook): boolean {
  return status.state === 'stopped' && !MEANT.includes(status.reason);
}

/**
 * Down is failed, without a ready pod, or stopped without anybody having
 * stopped it. What is on its way down is neither.
 *
 * @param meant - whether a stop is remembered, or 0 replicas were asked for
 */
export function observeDown(look: ServiceLook, meant: boolean): Observation {
  const problem = silence(look);
  if (problem) return { verdict: 'unknown', problem };
  const { state, reason, message } = look.status;
  switch (state) {
    case 'failed':
      return { verdict: 'bad', summary: message, value: reason };
    case 'stopped':
      return meant || MEANT.includes(reason)
        ? { verdict: 'good' }
        : {
            verdict: 'bad',
            summary: `${message}, and nobody stopped it from here`,
            value: reason,
          };
    case 'starting':
    case 'degraded':
      // However long it takes: while it takes, nobody is served.
      return look.ready === 0 && look.desired > 0
        ? { verdict: 'bad', summary: message, value: reason }
        : { verdict: 'good' };
    case 'running':
    case 'suspended':
      return { verdict: 'good' };
    case 'unknown':
      return { verdict: 'unknown', problem: message };
    default:
      return { verdict: 'unknown' };
  }
}

/** How often the containers of a service restarted of late. */
export interface RestartCount {
  /** Within the window, as far as was seen. */
  restarts: number;
  /** Whether the whole window was seen. */
  complete: boolean;
}

/** Many restarts within the window, or a container that waits to be tried again. */
export function observeRestarts(
  definition: Pick<Definition<'restart-loop'>, 'restarts' | 'windowSeconds'>,
  look: ServiceLook,
  counted: RestartCount,
): Observation {
  const problem = silence(look);
  if (problem) return { verdict: 'unknown', problem };
  const { restarts, windowSeconds } = definition;
  if (counted.restarts >= restarts) {
    return {
      verdict: 'bad',
      summary: `${counted.restarts} restarts within ${duration(windowSeconds)}`,
      value: String(counted.restarts),
    };
  }
  // The pauses between the tries become longer than any window.
  const waiting = look.restarts > 0 && loopOf(look.pods(), restarts);
  if (waiting) return { verdict: 'bad', ...waiting };
  return { verdict: counted.complete ? 'good' : 'unknown' };
}

function loopOf(
  pods: Pod[],
  restarts: number,
): Pick<Observation, 'summary' | 'value'> | undefined {
  for (const { metadata, status } of pods) {
    for (const container of [
      ...(status.containerStatuses ?? []),
      ...(status.initContainerStatuses ?? []),
    ]) {
      if (
        container.state?.waiting?.reason === 'CrashLoopBackOff' &&
        container.restartCount >= restarts
      ) {
        return {
          summary: `${container.name} of ${metadata.name} has restarted ${container.restartCount} times and waits to be tried again`,
          value: String(container.restartCount),
        };
      }
    }
  }
  return undefined;
}

/** A number beyond a bound. */
export function observeMetric(
  {
    panel,
    above,
    below,
  }: Pick<Definition<'metric'>, 'panel' | 'above' | 'below'>,
  reading: Reading,
): Observation {
  const unknown = unreadable(
    reading,
    `There is no value of ${panelTitle(panel)} now.`,
  );
  if (unknown) return unknown;
  const value = reading.value!;
  const over = above !== undefined && value > above;
  const under = below !== undefined && value < below;
  if (!over && !under) return { verdict: 'good' };
  return {
    verdict: 'bad',
    value: String(value),
    summary: `${panelTitle(panel)}: ${amount(panel, value)}, ${
      over ? `above ${amount(panel, above)}` : `below ${amount(panel, below!)}`
    }`,
  };
}

/** Error lines above a rate. */
export function observeErrorLogs(
  { perMinute }: Pick<Definition<'error-logs'>, 'perMinute'>,
  reading: Reading,
): Observation {
  const unknown = unreadable(reading, 'The lines could not be counted.');
  if (unknown) return unknown;
  const value = reading.value!;
  return value > perMinute
    ? {
        verdict: 'bad',
        value: String(value),
        summary: `${rounded(
          value,
        )} error lines a minute, more than ${perMinute}`,
      }
    : { verdict: 'good' };
}

function unreadable(
  { value, problem }: Reading,
  otherwise: string,
): Observation | undefined {
  if (value !== undefined && Number.isFinite(value)) return undefined;
  return { verdict: 'unknown', problem: problem ?? otherwise };
}
