import type { KubeObject } from '../types';

/** How a pod fails, when it is asked to. */
export type FailureMode = 'image-pull' | 'crash' | 'oom' | 'never-ready';

export interface Failure {
  mode: FailureMode;
  /** Of a crash. */
  reason: string;
  exitCode: number;
  message: string;
  /** After the start. */
  delayMs: number;
}

/** kwok's chaos stage; the others are named in its manner. */
const STAGES: Array<[stage: string, mode: FailureMode]> = [
  ['pod-image-pull-failed', 'image-pull'],
  ['pod-container-running-failed', 'crash'],
  ['pod-container-oom-killed', 'oom'],
  ['pod-never-ready', 'never-ready'],
];

/** So that an image can be rolled out that fails: `shop/web:2.1-crash`. */
const TAGS: Array<[tag: RegExp, mode: FailureMode]> = [
  [/[:-](missing|does-not-exist)$/, 'image-pull'],
  [/[:-]crash$/, 'crash'],
  [/[:-]oom$/, 'oom'],
  [/[:-]unready$/, 'never-ready'],
];

/** Milliseconds of a duration as kwok's annotations have it: `1m30s`. */
export function duration(text: string | undefined): number | undefined {
  if (!text) return undefined;
  let total = 0;
  for (const [, n, unit] of text.matchAll(/([0-9.]+)(ms|s|m|h)/g)) {
    total += Number(n) * { ms: 1, s: 1e3, m: 6e4, h: 36e5 }[unit as 's'];
  }
  return total;
}

/** What a pod's labels, annotations or image ask for. */
export function failureOf(
  pod: KubeObject,
  forced?: FailureMode,
): Failure | undefined {
  const { labels, annotations } = pod.metadata;
  const [stage, mode] = forced
    ? ['', forced]
    : STAGES.find(
        ([name]) =>
          labels?.[`${name}.stage.kwok.x-k8s.io`] === 'true' ||
          annotations?.[`${name}.stage.kwok.x-k8s.io`] === 'true',
      ) ?? ['', undefined];
  const byTag = TAGS.find(([tag]) =>
    pod.spec.containers.some((c: any) => tag.test(c.image)),
  );
  const found = mode ?? byTag?.[1];
  if (!found) return undefined;
  const read = (name: string) =>
    annotations?.[`${stage}.stage.kwok.x-k8s.io/${name}`];
  const oom = found === 'oom';
  return {
    mode: found,
    reason: read('reason') ?? (oom ? 'OOMKilled' : 'Error'),
    exitCode: Number(read('exit-code') ?? (oom ? 137 : 1)),
    message: read('message') ?? '',
    delayMs: duration(read('delay')) ?? (oom ? 3_000 : 1_500),
  };
}

/** A delay of a stage of kwok: `pod-ready.stage.kwok.x-k8s.io/delay`. */
export const stageDelay = (pod: KubeObject, stage: string) =>
  duration(pod.metadata.annotations?.[`${stage}.stage.kwok.x-k8s.io/delay`]);
