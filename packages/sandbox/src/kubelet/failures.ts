import type { KubeObject } from '../types';

/**
 * How a pod fails when it is asked to; the same words as the testbed's nodes.
 *
 * @public
 */
export type FailureMode =
  | 'ImagePullBackOff'
  | 'CreateContainerConfigError'
  | 'CrashLoopBackOff'
  | 'OOMKilled'
  | 'NeverReady'
  | 'Evicted';

export interface Failure {
  mode: FailureMode;
  /** Only this container; all when absent. */
  container?: string;
  /** Of a crash. */
  reason: string;
  exitCode: number;
  message?: string;
  /** From running to the crash. */
  afterMs: number;
  /** Instead of Kubernetes' growing delays. */
  backOffMs?: number;
}

const PREFIX = 'testbed.service-manager.io';
/** kwok's own chaos stage. */
const KWOK = 'pod-container-running-failed.stage.kwok.x-k8s.io';

/** So that deploying a version is enough: `shop:2.0.0-crashes`. */
const TAGS: Record<string, FailureMode> = {
  'pull-fails': 'ImagePullBackOff',
  'config-error': 'CreateContainerConfigError',
  crashes: 'CrashLoopBackOff',
  'out-of-memory': 'OOMKilled',
  'never-ready': 'NeverReady',
};

/** Milliseconds of a duration as Go writes it: `1m30s`. */
function duration(text: string | undefined): number | undefined {
  if (!text) return undefined;
  let total = 0;
  for (const [, n, unit] of text.matchAll(/([0-9.]+)(ms|s|m|h)/g)) {
    total += Number(n) * { ms: 1, s: 1e3, m: 6e4, h: 36e5 }[unit as 's'];
  }
  return total;
}

/** What a pod's annotations, labels or images ask for. */
export function failureOf(
  pod: KubeObject,
  forced?: FailureMode,
): Failure | undefined {
  const { labels, annotations } = pod.metadata;
  const read = (name: string) => annotations?.[`${PREFIX}/${name}`];
  const kwok = (name: string) => annotations?.[`${KWOK}/${name}`];
  const asked = read('failure');
  if (!forced && asked === 'none') return undefined;
  let mode = forced ?? (asked as FailureMode | undefined);
  if (!mode && labels?.[KWOK] === 'true') mode = 'CrashLoopBackOff';
  if (!mode) {
    const ending = Object.keys(TAGS).find(tag =>
      pod.spec.containers.some((c: any) => c.image.endsWith(tag)),
    );
    mode = ending ? TAGS[ending] : undefined;
  }
  if (!mode) return undefined;
  const oom = mode === 'OOMKilled';
  return {
    mode,
    container: read('failure-container') ?? kwok('container-name'),
    reason: kwok('reason') ?? (oom ? 'OOMKilled' : 'Error'),
    exitCode: Number(kwok('exit-code') ?? (oom ? 137 : 1)),
    message: kwok('message'),
    afterMs: duration(read('crash-after') ?? kwok('delay')) ?? 1_000,
    backOffMs: duration(read('back-off')),
  };
}

/** How long a step takes for a pod that says so. */
export function delayOf(
  pod: KubeObject,
  step: 'create' | 'ready' | 'complete' | 'delete',
): number | undefined {
  const { annotations } = pod.metadata;
  const own = { ready: 'ready-after', delete: 'terminate-after' }[
    step as 'ready'
  ];
  return duration(
    (own && annotations?.[`${PREFIX}/${own}`]) ??
      annotations?.[`pod-${step}.stage.kwok.x-k8s.io/delay`],
  );
}
