/**
 * What a pod can be asked to suffer from. The words are the reasons that Kubernetes itself shows, where it has one.
 *
 * - `ImagePullBackOff`, `CreateContainerConfigError`: stays waiting, never runs.
 * - `CrashLoopBackOff`: runs, ends with exit code 1, waits, runs again; the restart count grows.
 * - `OOMKilled`: the same with exit code 137 and that reason.
 * - `NeverReady`: runs, and its readiness probe fails.
 * - `Evicted`: the pod's phase becomes Failed.
 *
 * @public
 */
export type PodFailure =
  | 'ImagePullBackOff'
  | 'CreateContainerConfigError'
  | 'CrashLoopBackOff'
  | 'OOMKilled'
  | 'NeverReady'
  | 'Evicted';

const PREFIX = 'testbed.service-manager.io';

/**
 * Annotation of a pod (or of a pod template) that asks for a failure. The value is a {@link PodFailure}; `none` heals,
 * also a pod whose image asks for a failure.
 *
 * @public
 */
export const FAILURE_ANNOTATION = `${PREFIX}/failure`;

/** Annotation that narrows a failure to one container. All when absent. @public */
export const FAILURE_CONTAINER_ANNOTATION = `${PREFIX}/failure-container`;

/** Annotation: how long a container runs before it crashes, as Go writes durations (`800ms`). @public */
export const CRASH_AFTER_ANNOTATION = `${PREFIX}/crash-after`;

/** Annotation: how long a crashed container waits, as Go writes durations (`2s`). @public */
export const BACK_OFF_ANNOTATION = `${PREFIX}/back-off`;

/** Annotation: how long from running to ready, as Go writes durations. @public */
export const READY_AFTER_ANNOTATION = `${PREFIX}/ready-after`;

/** Annotation: how long a deleted pod terminates, as Go writes durations. @public */
export const TERMINATE_AFTER_ANNOTATION = `${PREFIX}/terminate-after`;

/**
 * Endings of an image's tag that ask for a failure, so that deploying a version is enough: `shop:2.0.0-crashes`.
 *
 * @public
 */
export const FAILING_IMAGE_TAGS: Readonly<Record<string, PodFailure>> = {
  'pull-fails': 'ImagePullBackOff',
  'config-error': 'CreateContainerConfigError',
  crashes: 'CrashLoopBackOff',
  'out-of-memory': 'OOMKilled',
  'never-ready': 'NeverReady',
};
