import {
  BACK_OFF_ANNOTATION,
  CRASH_AFTER_ANNOTATION,
  FAILING_IMAGE_TAGS,
  FAILURE_ANNOTATION,
  FAILURE_CONTAINER_ANNOTATION,
  PodFailure,
  READY_AFTER_ANNOTATION,
  TERMINATE_AFTER_ANNOTATION,
} from './failures';
import { nodeStages } from './nodeStages';

/** How pods come and go. @public */
export type PodStages = 'fast' | 'general';

type Expression = {
  key: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  values?: string[];
};

const annotation = (name: string) => `.metadata.annotations["${name}"]`;

const TAGS = Object.keys(FAILING_IMAGE_TAGS).join('|');
// The annotation wins over the image, so that `none` heals.
const FAILURE_KEY = [
  annotation(FAILURE_ANNOTATION),
  `${JSON.stringify(
    FAILING_IMAGE_TAGS,
  )}[[.spec.containers[].image | capture("-(?<tag>${TAGS})$") | .tag][0] // "none"]`,
  '"none"',
].join(' // ');

const exists = (key: string): Expression => ({ key, operator: 'Exists' });
const missing = (key: string): Expression => ({
  key,
  operator: 'DoesNotExist',
});
const is = (key: string, ...values: string[]): Expression => ({
  key,
  operator: 'In',
  values,
});
const isNot = (key: string, ...values: string[]): Expression => ({
  key,
  operator: 'NotIn',
  values,
});
const failsBy = (...failures: PodFailure[]) => is(FAILURE_KEY, ...failures);

const LIVES = missing('.metadata.deletionTimestamp');
const HEALTHY = is(FAILURE_KEY, 'none');
const WAITING = '.status.containerStatuses.[].state.waiting.reason';
const READY = '.status.conditions.[] | select( .type == "Ready" ) | .status';

const START = `{{ $now := Now }}
{{ $root := . }}
{{ $annotations := or .metadata.annotations dict }}
{{ $only := or (index $annotations "${FAILURE_CONTAINER_ANNOTATION}") "" }}
{{ $asked := or (index $annotations "${FAILURE_ANNOTATION}") "" }}
`;

// True in a container's own template when it is the one that suffers.
const SUFFERS = `(or (and $asked (or (not $only) (eq $only $item.name))) (regexMatch "-(${TAGS})$" $item.image))`;

const ADDRESSES = `
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) | Quote }}
podIPs:
- ip: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) | Quote }}
startTime: {{ or .status.startTime $now | Quote }}
`;

function conditions(ready: boolean, reason = 'ContainersNotReady'): string {
  const one = (type: string) => `
- lastTransitionTime: {{ $now | Quote }}
  status: "${ready ? 'True' : 'False'}"
  reason: "${ready ? '' : reason}"
  message: '${
    ready
      ? ''
      : 'containers with unready status: [{{ range $i, $c := .spec.containers }}{{ if $i }} {{ end }}{{ $c.name }}{{ end }}]'
  }'
  type: ${type}`;
  return `
conditions:
- lastTransitionTime: {{ $now | Quote }}
  status: "True"
  type: Initialized${one('Ready')}${one('ContainersReady')}
{{ range .spec.readinessGates }}
- lastTransitionTime: {{ $now | Quote }}
  status: "True"
  type: {{ .conditionType | Quote }}
{{ end }}
`;
}

const INIT_COMPLETED = `
{{ if .spec.initContainers }}
initContainerStatuses:
{{ range .spec.initContainers }}
- image: {{ .image | Quote }}
  imageID: ""
  name: {{ .name | Quote }}
  ready: true
  restartCount: 0
  {{ if eq (or .restartPolicy "") "Always" }}
  started: true
  state: { running: { startedAt: {{ $now | Quote }} } }
  {{ else }}
  state: { terminated: { exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } }
  {{ end }}
{{ end }}
{{ end }}
`;

const RUNNING_STATE = `state: { running: { startedAt: {{ $now | Quote }} } }`;

/** The list of container statuses; what a sufferer says differs from the others. */
function containers(other: string, sufferer: string = other): string {
  return `
containerStatuses:
{{ range $index, $item := .spec.containers }}
{{ $old := dict }}
{{ range (or $root.status.containerStatuses list) }}{{ if eq .name $item.name }}{{ $old = . }}{{ end }}{{ end }}
{{ $restarts := int (or $old.restartCount 0) }}
- image: {{ $item.image | Quote }}
  imageID: ""
  name: {{ $item.name | Quote }}
  {{ if ${SUFFERS} }}
${sufferer}
  {{ else }}
${other}
  {{ end }}
{{ end }}
`;
}

const LAST_STATE = `  {{ with $old.lastState }}
  lastState: {{ YAML . 2 }}
  {{ end }}`;

const RUNNING_READY = `  ready: true
  started: true
  restartCount: {{ $restarts }}
  ${RUNNING_STATE}
${LAST_STATE}`;
const RUNNING_NOT_READY = `  ready: false
  started: true
  restartCount: {{ $restarts }}
  ${RUNNING_STATE}
${LAST_STATE}`;

function waiting(reason: string, message = ''): string {
  return `  ready: false
  started: false
  restartCount: {{ $restarts }}
  state: { waiting: { reason: ${reason}${
    message ? `, message: ${message}` : ''
  } } }`;
}

function ended(exitCode: number, reason: string): string {
  return `  ready: false
  started: false
  restartCount: {{ $restarts }}
  state: { terminated: { exitCode: ${exitCode}, reason: ${reason}, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } }`;
}

function crashed(reason: string, exitCode: number): string {
  return `  ready: false
  started: false
  restartCount: {{ add $restarts 1 }}
  state: { waiting: { reason: CrashLoopBackOff, message: {{ printf "back-off restarting failed container=%s pod=%s" $item.name $root.metadata.name | Quote }} } }
  lastState: { terminated: { exitCode: ${exitCode}, reason: ${reason}, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } }`;
}

interface PodStage {
  name: string;
  when: Expression[];
  status?: string;
  event?: { type: 'Normal' | 'Warning'; reason: string; message: string };
  /** Milliseconds, and the annotation that overrides them. */
  delay?: number;
  delayFrom?: string;
  remove?: boolean;
}

function podStage(stage: PodStage): object {
  const { delay = 0, delayFrom } = stage;
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name: `pod-${stage.name}` },
    spec: {
      resourceRef: { apiGroup: 'v1', kind: 'Pod' },
      selector: { matchExpressions: stage.when },
      ...(delay || delayFrom
        ? {
            delay: {
              durationMilliseconds: delay,
              ...(delayFrom
                ? { durationFrom: { expressionFrom: annotation(delayFrom) } }
                : {}),
            },
          }
        : {}),
      next: {
        ...(stage.event ? { event: stage.event } : {}),
        ...(stage.remove
          ? { delete: true }
          : { statusTemplate: `${START}${stage.status}` }),
      },
    },
  };
}

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
