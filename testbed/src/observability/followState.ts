import { KubernetesEndpoint } from '../kubernetes';
import { lookAgain } from '../process';
import { PodExporter, Sample } from '../prometheus';
import { trackEndpoint } from '../running';

const INTERVAL_MILLIS = 2_000;

type Values = Record<string, (object: any) => number | undefined>;

/** Of each kind: where it is listed, its label, and what kube-state-metrics says of it. */
const KINDS: [path: string, label: string, values: Values][] = [
  [
    '/apis/apps/v1/deployments',
    'deployment',
    {
      kube_deployment_spec_replicas: ({ spec }) => spec.replicas,
      kube_deployment_status_replicas_available: ({ status }) =>
        status?.availableReplicas ?? 0,
    },
  ],
  [
    '/apis/apps/v1/statefulsets',
    'statefulset',
    {
      kube_statefulset_replicas: ({ spec }) => spec.replicas,
      kube_statefulset_status_replicas_ready: ({ status }) =>
        status?.readyReplicas ?? 0,
    },
  ],
  [
    '/apis/apps/v1/daemonsets',
    'daemonset',
    {
      kube_daemonset_status_desired_number_scheduled: ({ status }) =>
        status?.desiredNumberScheduled ?? 0,
      kube_daemonset_status_number_available: ({ status }) =>
        status?.numberAvailable ?? 0,
    },
  ],
  [
    '/apis/batch/v1/jobs',
    'job_name',
    { kube_job_status_failed: ({ status }) => status?.failed ?? 0 },
  ],
];

/** What kube-state-metrics shows of a pod's state. */
export function podState({ metadata, status }: any): Sample[] {
  const { namespace, name: pod, uid } = metadata;
  const ready = status?.conditions?.find((one: any) => one.type === 'Ready');
  const is = String(ready?.status ?? 'Unknown').toLowerCase();
  return [
    ...['true', 'false', 'unknown'].map(condition => ({
      name: 'kube_pod_status_ready',
      labels: { namespace, pod, uid, condition },
      value: Number(condition === is),
    })),
    ...(status?.containerStatuses ?? []).flatMap((one: any) =>
      one.state?.waiting?.reason
        ? {
            name: 'kube_pod_container_status_waiting_reason',
            labels: {
              namespace,
              pod,
              uid,
              container: one.name,
              reason: one.state.waiting.reason,
            },
            value: 1,
          }
        : [],
    ),
  ];
}

/** Lets the exporter show the state of a cluster's workloads and pods, as kube-state-metrics does. */
export function followState(
  cluster: KubernetesEndpoint,
  exporter: PodExporter,
): { stop(): Promise<void> } {
  async function look(): Promise<void> {
    const list = async (path: string): Promise<any[]> =>
      (await cluster.client.request('GET', path)).items;
    const workloads = KINDS.map(async ([path, label, values]) =>
      (await list(path)).flatMap(object =>
        Object.entries(values).map(([name, valueOf]) => ({
          name,
          labels: {
            namespace: object.metadata.namespace,
            [label]: object.metadata.name,
          },
          value: valueOf(object) ?? 0,
        })),
      ),
    );
    const pods = (await list('/api/v1/pods')).flatMap(podState);
    exporter.setState([...(await Promise.all(workloads)).flat(), ...pods]);
  }

  const stop = lookAgain(look, INTERVAL_MILLIS);
  trackEndpoint({
    part: 'state',
    url: '',
    external: false,
    describe: () => [],
    stop,
  });
  return { stop };
}
