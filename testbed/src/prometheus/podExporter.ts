import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { trackEndpoint } from '../running';
import { ScrapeTarget } from './config';
import { ExportedPod } from './ExportedPod';
import { metricsPage, Sample } from './exposition';
import { PodSeries, TYPES } from './podSeries';

/** Serves the series of pods. @public */
export interface PodExporter {
  /** What the kubelet's cadvisor shows. */
  readonly cadvisor: ScrapeTarget;
  /** What kube-state-metrics shows: requests, limits, restarts. */
  readonly kubeState: ScrapeTarget;
  /** From now on these pods, and no others. Counters of the ones that stay go on. */
  setPods(pods: ExportedPod[]): void;
  /** From now on kube-state-metrics shows this as well. */
  setState(samples: Sample[]): void;
  /** Another load for a pod; its counters go on. */
  change(namespace: string, pod: string, change: Partial<ExportedPod>): void;
  /** Another container under the same name: its counters begin at 0. */
  restart(namespace: string, pod: string, container: string): void;
  stop(): Promise<void>;
}

const CADVISOR_PATH = '/metrics/cadvisor';
const KUBE_STATE_PATH = '/metrics';

/**
 * Serves, for pods that nothing runs in, the series that a kubelet and kube-state-metrics would show.
 *
 * @public
 */
export async function startPodExporter(
  pods: ExportedPod[] = [],
): Promise<PodExporter> {
  let series = new Map<string, PodSeries>();
  let state: Sample[] = [];
  const keyOf = (namespace: string, pod: string) => `${namespace}/${pod}`;

  function setPods(wanted: ExportedPod[]): void {
    const now = Date.now();
    const next = new Map<string, PodSeries>();
    for (const pod of wanted) {
      const key = keyOf(pod.namespace, pod.name);
      const known = series.get(key);
      // A pod of the same name with another uid is another pod.
      if (known && (pod.uid === undefined || pod.uid === known.uid)) {
        known.change(pod, now);
        next.set(key, known);
      } else {
        next.set(key, new PodSeries(pod, now));
      }
    }
    series = next;
  }
  function find(namespace: string, pod: string): PodSeries {
    const found = series.get(keyOf(namespace, pod));
    if (!found) {
      throw new Error(`The exporter has no pod ${keyOf(namespace, pod)}.`);
    }
    return found;
  }
  setPods(pods);

  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const now = Date.now();
    const all = [...series.values()];
    const samples = {
      [CADVISOR_PATH]: () => [
        // The node's own cgroup, which belongs to no pod.
        {
          name: 'container_cpu_usage_seconds_total',
          labels: { container: '', cpu: 'total', id: '/', image: '', name: '' },
          value: now / 1000,
          timeMillis: now,
        },
        ...all.flatMap(pod => pod.cadvisor(now)),
      ],
      [KUBE_STATE_PATH]: () => [
        ...all.flatMap(pod => pod.kubeState()),
        ...state,
      ],
    }[path ?? ''];
    if (!samples) {
      response.writeHead(404).end('There is no such page.\n');
      return;
    }
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(metricsPage(samples(), TYPES));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= new Promise(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return stopped;
  };
  trackEndpoint({
    part: 'pod exporter',
    url: `http://${address}`,
    external: false,
    describe: () => [],
    stop,
  });
  return {
    cadvisor: {
      job: 'kubelet',
      address,
      path: CADVISOR_PATH,
      labels: { metrics_path: CADVISOR_PATH },
      honorLabels: true,
    },
    kubeState: {
      job: 'kube-state-metrics',
      address,
      path: KUBE_STATE_PATH,
      honorLabels: true,
    },
    setPods,
    setState: samples => {
      state = samples;
    },
    change: (namespace, pod, change) => {
      const found = find(namespace, pod);
      found.change({ ...found.spec, ...change }, Date.now());
    },
    restart: (namespace, pod, container) =>
      find(namespace, pod).restart(container, Date.now()),
    stop,
  };
}
