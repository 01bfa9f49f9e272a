import { createHash } from 'node:crypto';
import {
  ContainerLoad,
  ContainerTotals,
  ExportedContainer,
  ExportedPod,
} from './ExportedPod';
import { Sample } from './exposition';

const PERIODS_PER_SECOND = 10;
const PAUSE_IMAGE = 'registry.k8s.io/pause:3.10';

export const TYPES: Record<string, 'counter' | 'gauge'> = {
  container_cpu_usage_seconds_total: 'counter',
  container_cpu_cfs_periods_total: 'counter',
  container_cpu_cfs_throttled_periods_total: 'counter',
  container_cpu_cfs_throttled_seconds_total: 'counter',
  container_memory_working_set_bytes: 'gauge',
  container_spec_memory_limit_bytes: 'gauge',
  container_start_time_seconds: 'gauge',
  container_fs_reads_bytes_total: 'counter',
  container_fs_writes_bytes_total: 'counter',
  container_network_receive_bytes_total: 'counter',
  container_network_transmit_bytes_total: 'counter',
  kube_pod_info: 'gauge',
  kube_pod_container_resource_requests: 'gauge',
  kube_pod_container_resource_limits: 'gauge',
  kube_pod_container_status_restarts_total: 'counter',
  kube_pod_container_status_waiting_reason: 'gauge',
  kube_pod_status_ready: 'gauge',
  kube_deployment_spec_replicas: 'gauge',
  kube_deployment_status_replicas_available: 'gauge',
  kube_statefulset_replicas: 'gauge',
  kube_statefulset_status_replicas_ready: 'gauge',
  kube_daemonset_status_desired_number_scheduled: 'gauge',
  kube_daemonset_status_number_available: 'gauge',
  kube_job_status_failed: 'gauge',
};

function identifier(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** One container from its start to its end: after a restart it is another one, and counts from 0. */
class ContainerSeries {
  spec: ExportedContainer;
  readonly id: string;
  private readonly startMillis: number;
  private lastMillis: number;
  private cpuSeconds = 0;
  private periods = 0;
  private throttledPeriods = 0;
  private readBytes = 0;
  private writeBytes = 0;

  constructor(spec: ExportedContainer, podUid: string, nowMillis: number) {
    this.spec = spec;
    this.id = identifier(`${podUid}/${spec.name}/${nowMillis}`);
    this.startMillis = nowMillis;
    this.lastMillis = nowMillis;
  }

  advance(nowMillis: number): void {
    const seconds = Math.max(0, nowMillis - this.lastMillis) / 1000;
    this.lastMillis = Math.max(this.lastMillis, nowMillis);
    const load = this.load(nowMillis);
    const periods = seconds * PERIODS_PER_SECOND;
    this.cpuSeconds += seconds * (load.cpuCores ?? 0);
    this.periods += periods;
    this.throttledPeriods += periods * (load.throttledRatio ?? 0);
    this.readBytes += seconds * (load.readBytesPerSecond ?? 0);
    this.writeBytes += seconds * (load.writeBytesPerSecond ?? 0);
  }

  private load(nowMillis: number): ContainerLoad {
    const { load = {} } = this.spec;
    return typeof load === 'function' ? load(nowMillis) : load;
  }

  totals(): ContainerTotals {
    return (
      this.spec.measure?.() ?? {
        cpuSeconds: this.cpuSeconds,
        memoryBytes: this.load(this.lastMillis).memoryBytes ?? 0,
        readBytes: this.readBytes,
        writeBytes: this.writeBytes,
      }
    );
  }

  values(): [name: string, value: number, more?: Record<string, string>][] {
    const total = this.totals();
    const periods = Math.floor(this.periods);
    const throttled = Math.floor(this.throttledPeriods);
    const { limits } = this.spec;
    return [
      ['container_cpu_usage_seconds_total', total.cpuSeconds, { cpu: 'total' }],
      ['container_memory_working_set_bytes', total.memoryBytes],
      ['container_spec_memory_limit_bytes', limits?.memoryBytes ?? 0],
      ['container_start_time_seconds', this.startMillis / 1000],
      [
        'container_fs_reads_bytes_total',
        Math.floor(total.readBytes),
        { device: '/dev/sda' },
      ],
      [
        'container_fs_writes_bytes_total',
        Math.floor(total.writeBytes),
        { device: '/dev/sda' },
      ],
      // Without a CPU limit there is no quota, and the kubelet has none of these.
      ...(limits?.cpuCores === undefined
        ? []
        : ([
            ['container_cpu_cfs_periods_total', periods],
            ['container_cpu_cfs_throttled_periods_total', throttled],
            [
              'container_cpu_cfs_throttled_seconds_total',
              throttled / PERIODS_PER_SECOND / 2,
            ],
          ] as [string, number][])),
    ];
  }
}

/**
 * A pod's series as a kubelet's cadvisor and kube-state-metrics show them, with what makes them awkward: samples carry
 * times, the pod's own cgroup has no `container`, the network belongs to the pause container, and a restarted container
 * is a new series.
 */
export class PodSeries {
  readonly uid: string;
  spec: ExportedPod;
  private containers = new Map<string, ContainerSeries>();
  private restarts = new Map<string, number>();
  private lastMillis: number;
  private received = 0;
  private sent = 0;

  constructor(spec: ExportedPod, nowMillis: number) {
    this.spec = spec;
    this.uid =
      spec.uid ?? identifier(`${spec.namespace}/${spec.name}/${nowMillis}`);
    this.lastMillis = nowMillis;
    this.change(spec, nowMillis);
  }

  advance(nowMillis: number): void {
    const seconds = Math.max(0, nowMillis - this.lastMillis) / 1000;
    this.lastMillis = Math.max(this.lastMillis, nowMillis);
    this.received += seconds * (this.spec.receiveBytesPerSecond ?? 0);
    this.sent += seconds * (this.spec.transmitBytesPerSecond ?? 0);
    this.containers.forEach(container => container.advance(nowMillis));
  }

  /** Takes over another load; what was counted so far stays. */
  change(spec: ExportedPod, nowMillis: number): void {
    this.advance(nowMillis);
    this.spec = spec;
    const before = this.containers;
    this.containers = new Map();
    for (const container of spec.containers) {
      const series =
        before.get(container.name) ??
        new ContainerSeries(container, this.uid, nowMillis);
      series.spec = container;
      this.containers.set(container.name, series);
    }
  }

  restart(name: string, nowMillis: number): void {
    this.advance(nowMillis);
    const container = this.containers.get(name);
    if (!container) {
      throw new Error(
        `The pod ${this.spec.namespace}/${this.spec.name} has no container '${name}'.`,
      );
    }
    this.containers.set(
      name,
      new ContainerSeries(container.spec, this.uid, nowMillis),
    );
    this.restarts.set(name, (this.restarts.get(name) ?? 0) + 1);
  }

  cadvisor(nowMillis: number): Sample[] {
    this.advance(nowMillis);
    const { namespace, name: pod } = this.spec;
    const cgroup = `/kubepods/burstable/pod${this.uid}`;
    const totals = [...this.containers.values()].map(one => one.totals());
    const sum = (of: 'cpuSeconds' | 'memoryBytes') =>
      totals.reduce((all, one) => all + one[of], 0);
    const network = this.spec.measureNetwork?.() ?? {
      receiveBytes: this.received,
      transmitBytes: this.sent,
    };
    const sandbox = {
      container: '',
      id: `${cgroup}/${identifier(this.uid)}`,
      image: PAUSE_IMAGE,
      interface: 'eth0',
      name: identifier(this.uid),
      namespace,
      pod,
    };
    const whole = { container: '', id: cgroup, image: '', name: '' };
    const samples: Sample[] = [
      ...[...this.containers.values()].flatMap(container => {
        const labels = {
          container: container.spec.name,
          id: `${cgroup}/${container.id}`,
          image: container.spec.image ?? `${container.spec.name}:latest`,
          name: container.id,
          namespace,
          pod,
        };
        return container.values().map(([name, value, more]) => ({
          name,
          labels: { ...labels, ...more },
          value,
        }));
      }),
      {
        name: 'container_cpu_usage_seconds_total',
        labels: { ...whole, cpu: 'total', namespace, pod },
        value: sum('cpuSeconds'),
      },
      {
        name: 'container_memory_working_set_bytes',
        labels: { ...whole, namespace, pod },
        value: sum('memoryBytes'),
      },
      {
        name: 'container_network_receive_bytes_total',
        labels: sandbox,
        value: Math.floor(network.receiveBytes),
      },
      {
        name: 'container_network_transmit_bytes_total',
        labels: sandbox,
        value: Math.floor(network.transmitBytes),
      },
    ];
    return samples.map(sample => ({ ...sample, timeMillis: nowMillis }));
  }

  kubeState(): Sample[] {
    const { namespace, name: pod, node = 'node-0' } = this.spec;
    const resources = (
      kind: 'requests' | 'limits',
      container: ExportedContainer,
    ): Sample[] =>
      (
        [
          ['cpu', 'core', container[kind]?.cpuCores],
          ['memory', 'byte', container[kind]?.memoryBytes],
        ] as const
      ).flatMap(([resource, unit, value]) =>
        value === undefined
          ? []
          : [
              {
                name: `kube_pod_container_resource_${kind}`,
                labels: {
                  namespace,
                  pod,
                  uid: this.uid,
                  container: container.name,
                  node,
                  resource,
                  unit,
                },
                value,
              },
            ],
      );
    return [
      {
        name: 'kube_pod_info',
        labels: { namespace, pod, uid: this.uid, node },
        value: 1,
      },
      ...this.spec.containers.flatMap(container => [
        ...resources('requests', container),
        ...resources('limits', container),
        {
          name: 'kube_pod_container_status_restarts_total',
          labels: { namespace, pod, uid: this.uid, container: container.name },
          value: this.restarts.get(container.name) ?? 0,
        },
      ]),
    ];
  }
}
