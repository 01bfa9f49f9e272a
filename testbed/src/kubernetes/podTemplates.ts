import {
  FAILING_IMAGE_TAGS,
  FAILURE_ANNOTATION,
  FAILURE_CONTAINER_ANNOTATION,
} from './failures';

/** Alternatives for a regular expression, here of Go and in the stages of jq. */
export const TAGS = Object.keys(FAILING_IMAGE_TAGS).join('|');
/** The beginning of every template: names that the other pieces use. */
export const START = `{{ $now := Now }}
{{ $root := . }}
{{ $annotations := or .metadata.annotations dict }}
{{ $only := or (index $annotations "${FAILURE_CONTAINER_ANNOTATION}") "" }}
{{ $asked := or (index $annotations "${FAILURE_ANNOTATION}") "" }}
`;

// True in a container's own template when it is the one that suffers.
const SUFFERS = `(or (and $asked (or (not $only) (eq $only $item.name))) (regexMatch "-(${TAGS})(@.*)?$" $item.image))`;

export const ADDRESSES = `
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) | Quote }}
podIPs:
- ip: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) | Quote }}
startTime: {{ or .status.startTime $now | Quote }}
`;

export function conditions(
  ready: boolean,
  reason = 'ContainersNotReady',
): string {
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

export const INIT_COMPLETED = `
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

const RUNNING_STATE = `state: { running: { startedAt: {{ $since | Quote }} } }`;

/** The list of container statuses; what a sufferer says differs from the others. An instance keeps the time of its start. */
export function containers(other: string, sufferer: string = other): string {
  return `
containerStatuses:
{{ range $index, $item := .spec.containers }}
{{ $old := dict }}
{{ range (or $root.status.containerStatuses list) }}{{ if eq .name $item.name }}{{ $old = . }}{{ end }}{{ end }}
{{ $restarts := int (or $old.restartCount 0) }}
{{ $since := $now }}
{{ with $old.state }}{{ with .running }}{{ $since = .startedAt }}{{ end }}{{ end }}
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

export const RUNNING_READY = `  ready: true
  started: true
  restartCount: {{ $restarts }}
  ${RUNNING_STATE}
${LAST_STATE}`;
export const RUNNING_NOT_READY = `  ready: false
  started: true
  restartCount: {{ $restarts }}
  ${RUNNING_STATE}
${LAST_STATE}`;

export function waiting(reason: string, message = ''): string {
  return `  ready: false
  started: false
  restartCount: {{ $restarts }}
  state: { waiting: { reason: ${reason}${
    message ? `, message: ${message}` : ''
  } } }`;
}

export function ended(exitCode: number, reason: string): string {
  return `  ready: false
  started: false
  restartCount: {{ $restarts }}
  state: { terminated: { exitCode: ${exitCode}, reason: ${reason}, startedAt: {{ $since | Quote }}, finishedAt: {{ $now | Quote }} } }`;
}

export function crashed(reason: string, exitCode: number): string {
  return `  ready: false
  started: false
  restartCount: {{ add $restarts 1 }}
  state: { waiting: { reason: CrashLoopBackOff, message: {{ printf "back-off restarting failed container=%s pod=%s" $item.name $root.metadata.name | Quote }} } }
  lastState: { terminated: { exitCode: ${exitCode}, reason: ${reason}, startedAt: {{ $since | Quote }}, finishedAt: {{ $now | Quote }} } }`;
}
