import { FAILURE_ANNOTATION } from './failures';

const READY = '.status.conditions.[] | select( .type == "Ready" ) | .status';
const FAILURE = `.metadata.annotations["${FAILURE_ANNOTATION}"] // "none"`;

const CONDITIONS = `{{ $now := Now }}
conditions:
{{ range NodeConditions }}
- lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $now | Quote }}
  message: {{ .message | Quote }}
  reason: {{ .reason | Quote }}
  status: {{ .status | Quote }}
  type: {{ .type | Quote }}
{{ end }}
`;

// The API server reaches the "kubelet" (kwok) at this address and port for `kubectl logs`.
const INITIALIZED = `${CONDITIONS}
addresses:
- address: {{ NodeIP | Quote }}
  type: InternalIP
- address: {{ NodeName | Quote }}
  type: Hostname
daemonEndpoints:
  kubeletEndpoint:
    Port: {{ NodePort }}
nodeInfo:
  architecture: amd64
  bootID: ""
  containerRuntimeVersion: {{ printf "kwok://%s" Version | Quote }}
  kernelVersion: kwok
  kubeProxyVersion: ""
  kubeletVersion: {{ printf "kwok-%s" Version | Quote }}
  machineID: ""
  operatingSystem: linux
  osImage: kwok
  systemUUID: ""
phase: Running
`;

const NOT_READY = `{{ $now := Now }}
conditions:
- lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $now | Quote }}
  message: "Kubelet stopped posting node status."
  reason: NodeStatusUnknown
  status: "False"
  type: Ready
`;

/**
 * A node is made ready once; its lease, which kwok renews by itself, keeps it so. The failure annotation with the value
 * `NotReady` takes a node down, and `none` brings it back.
 */
export function nodeStages(): object[] {
  const stage = (
    name: string,
    matchExpressions: object[],
    statusTemplate: string,
  ) => ({
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name: `node-${name}` },
    spec: {
      resourceRef: { apiGroup: 'v1', kind: 'Node' },
      selector: { matchExpressions },
      next: { statusTemplate },
    },
  });
  return [
    stage(
      'initialize',
      [
        { key: READY, operator: 'NotIn', values: ['True'] },
        { key: FAILURE, operator: 'In', values: ['none'] },
      ],
      INITIALIZED,
    ),
    stage(
      'fail',
      [
        { key: READY, operator: 'In', values: ['True'] },
        { key: FAILURE, operator: 'In', values: ['NotReady'] },
      ],
      NOT_READY,
    ),
  ];
}
