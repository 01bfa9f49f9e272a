import {
  BACK_OFF_ANNOTATION,
  CRASH_AFTER_ANNOTATION,
  PodFailure,
  READY_AFTER_ANNOTATION,
  TERMINATE_AFTER_ANNOTATION,
} from './failures';
import { nodeStages } from './nodeStages';
import {
  ADDRESSES,
  conditions,
  containers,
  crashed,
  ended,
  INIT_COMPLETED,
  RUNNING_NOT_READY,
  RUNNING_READY,
  waiting,
} from './podTemplates';
import {
  exists,
  failsBy,
  HEALTHY,
  is,
  isNot,
  LIVES,
  missing,
  FAILURE_KEY,
  PodStage,
  podStage,
  READY,
  WAITING,
} from './stageBuilder';

/** How pods come and go. @public */
export type PodStages = 'fast' | 'general';

/**
 * What kwok does with nodes and pods, as its own Stage objects.
 *
 * - `fast`: a healthy pod is ready in one step, a deleted one is gone at once.
 * - `general`: the steps take time (creating, running, ready, terminating), so that a rollout can be watched.
 *
 * @public
 */
export function kwokStages(mode: PodStages): object[] {
  const slow = mode === 'general';
  const millis = (value: number) => (slow ? value : 0);
  const running = '.status.containerStatuses.[].state.running.startedAt';
  const crash = (failure: PodFailure, reason: string, exitCode: number) =>
    podStage({
      name: `crash-${exitCode}`,
      when: [
        LIVES,
        failsBy(failure),
        is('.status.phase', 'Running'),
        isNot(WAITING, 'CrashLoopBackOff'),
      ],
      delay: 500,
      delayFrom: CRASH_AFTER_ANNOTATION,
      event: {
        type: 'Warning',
        reason: 'BackOff',
        message: 'Back-off restarting failed container',
      },
      status: `${conditions(false)}${containers(
        RUNNING_READY,
        crashed(reason, exitCode),
      )}`,
    });

  const stages: PodStage[] = [
    {
      name: 'create',
      when: [
        LIVES,
        missing('.status.podIP'),
        ...(slow ? [] : [isNot(FAILURE_KEY, 'none')]),
      ],
      delay: millis(300),
      status: `${conditions(false)}${INIT_COMPLETED}${containers(
        waiting('ContainerCreating'),
      )}${ADDRESSES}phase: Pending\n`,
    },
    {
      name: 'run',
      when: [
        LIVES,
        is(WAITING, 'ContainerCreating'),
        isNot(FAILURE_KEY, 'ImagePullBackOff', 'CreateContainerConfigError'),
      ],
      delay: millis(700),
      event: {
        type: 'Normal',
        reason: 'Started',
        message: 'Started container',
      },
      status: `${conditions(false)}${containers(
        RUNNING_NOT_READY,
      )}phase: Running\n`,
    },
    {
      name: 'ready',
      when: [
        LIVES,
        HEALTHY,
        is('.status.phase', 'Running'),
        isNot(READY, 'True'),
        exists(running),
        missing(WAITING),
      ],
      delay: millis(500),
      delayFrom: READY_AFTER_ANNOTATION,
      status: `${conditions(true)}${containers(RUNNING_READY)}phase: Running\n`,
    },
    {
      name: 'pull-error',
      when: [
        LIVES,
        failsBy('ImagePullBackOff'),
        is(WAITING, 'ContainerCreating'),
      ],
      delay: millis(500),
      event: {
        type: 'Warning',
        reason: 'Failed',
        message: 'Failed to pull image: not found',
      },
      status: containers(
        RUNNING_READY,
        waiting(
          'ErrImagePull',
          '{{ printf "failed to pull and unpack image %q: not found" $item.image | Quote }}',
        ),
      ),
    },
    {
      name: 'pull-back-off',
      when: [LIVES, failsBy('ImagePullBackOff'), is(WAITING, 'ErrImagePull')],
      delay: millis(1000),
      event: {
        type: 'Warning',
        reason: 'BackOff',
        message: 'Back-off pulling image',
      },
      status: containers(
        RUNNING_READY,
        waiting(
          'ImagePullBackOff',
          '{{ printf "Back-off pulling image %q" $item.image | Quote }}',
        ),
      ),
    },
    {
      name: 'config-error',
      when: [
        LIVES,
        failsBy('CreateContainerConfigError'),
        is(WAITING, 'ContainerCreating'),
      ],
      event: {
        type: 'Warning',
        reason: 'Failed',
        message: 'Error: configmap not found',
      },
      status: containers(
        RUNNING_READY,
        waiting('CreateContainerConfigError', '"configmap not found"'),
      ),
    },
    {
      name: 'restart',
      when: [
        LIVES,
        failsBy('CrashLoopBackOff', 'OOMKilled'),
        is(WAITING, 'CrashLoopBackOff'),
      ],
      delay: 5000,
      delayFrom: BACK_OFF_ANNOTATION,
      status: `${conditions(false)}${containers(
        RUNNING_READY,
        RUNNING_NOT_READY,
      )}`,
    },
    {
      name: 'recover',
      when: [
        LIVES,
        HEALTHY,
        is(
          WAITING,
          'CrashLoopBackOff',
          'ImagePullBackOff',
          'ErrImagePull',
          'CreateContainerConfigError',
        ),
      ],
      delay: millis(500),
      status: `${conditions(false)}${containers(
        RUNNING_NOT_READY,
      )}phase: Running\n`,
    },
    {
      name: 'unready',
      when: [LIVES, failsBy('NeverReady'), is(READY, 'True')],
      event: {
        type: 'Warning',
        reason: 'Unhealthy',
        message:
          'Readiness probe failed: HTTP probe failed with statuscode: 503',
      },
      status: `${conditions(false)}${containers(
        RUNNING_READY,
        RUNNING_NOT_READY,
      )}`,
    },
    {
      name: 'evict',
      when: [LIVES, failsBy('Evicted'), is('.status.phase', 'Running')],
      event: {
        type: 'Warning',
        reason: 'Evicted',
        message: 'The node was low on resource: memory.',
      },
      status: `${conditions(false)}${containers(
        ended(137, 'Error'),
      )}phase: Failed\nreason: Evicted\nmessage: "The node was low on resource: memory."\n`,
    },
    {
      name: 'complete',
      when: [
        LIVES,
        HEALTHY,
        is('.status.phase', 'Running'),
        is(READY, 'True'),
        is('.metadata.ownerReferences.[].kind', 'Job'),
      ],
      delay: millis(1000),
      status: `${containers(ended(0, 'Completed'))}phase: Succeeded\n`,
    },
    {
      name: 'delete',
      when: [
        exists('.metadata.deletionTimestamp'),
        missing('.metadata.finalizers.[0]'),
      ],
      delay: millis(1000),
      delayFrom: TERMINATE_AFTER_ANNOTATION,
      remove: true,
    },
  ];
  if (!slow) {
    stages.unshift({
      name: 'start',
      when: [LIVES, HEALTHY, missing('.status.podIP')],
      status: `${conditions(true)}${INIT_COMPLETED}${containers(
        RUNNING_READY,
      )}${ADDRESSES}phase: Running\n`,
    });
  }
  return [
    ...nodeStages(),
    ...stages.map(podStage),
    crash('CrashLoopBackOff', 'Error', 1),
    crash('OOMKilled', 'OOMKilled', 137),
  ];
}
