import { KubernetesEndpoint } from '../kubernetes';
import { LokiEndpoint } from '../loki';
import { createDataFolder } from '../process';
import { ExportedPod, ScrapeTarget } from '../prometheus';
import { trackEndpoint } from '../running';
import { DummyPod } from './DummyPod';
import { LoadCounts, startLoad } from './load';

/** How to start the example service. @public */
export interface DummyServiceOptions {
  /** `v1`: about 100 ms, 30 % errors. `v2`: about 50 ms, 10 %. */
  version: 'v1' | 'v2';
  /** Requests in a second, over all pods; 0 when absent. */
  load?: number;
  /** What the load asks for, in turn; `/api/data` and `/api/error` when absent. */
  paths?: string[];
  /** Names of the pods, one process each; one pod when absent. */
  pods?: string[];
  /** `dummy-service` when absent. */
  namespace?: string;
  /** `dummy-service-<version>` when absent. */
  container?: string;
  /** Lines on standard output go there, with the labels of Kubernetes. */
  loki?: LokiEndpoint;
  tenant?: string;
  /**
   * Lines on standard output go into the file that this cluster serves as the log of every pod; with its `ownPodLogs`,
   * into the log of the pod of this name, which must run.
   */
  cluster?: KubernetesEndpoint;
  /** JSON and logfmt in turn (`mixed`) when absent. */
  logFormat?: 'json' | 'logfmt' | 'mixed';
  /** Milliseconds instead of the version's own. */
  latencyMillis?: number;
  /** 0 to 1 instead of the version's own. */
  errorRate?: number;
  /** The same seed gives the same errors in the same order. */
  seed?: number;
}

/** The example service while it runs. @public */
export interface DummyService {
  readonly version: 'v1' | 'v2';
  /** `lines`: complete lines on standard output so far. */
  readonly pods: readonly {
    readonly name: string;
    readonly url: string;
    readonly pid: number;
    readonly lines: number;
  }[];
  /** For Prometheus: each pod's `/metrics`, with the labels of Kubernetes. */
  readonly targets: ScrapeTarget[];
  /** For the pod exporter: what the processes really use (Linux only; zeros elsewhere). */
  readonly exportedPods: ExportedPod[];
  readonly counts: LoadCounts;
  setLoad(requestsPerSecond: number): void;
  /** Ends the process of a pod as a crash does, and starts it again at the same address. */
  restartPod(name: string): Promise<void>;
  /** Resolves when every line so far is in Loki. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts real processes of `examples/dummy-service` under a steady load.
 *
 * @throws Error with what the process said when it does not start.
 * @public
 */
export async function startDummyService(
  options: DummyServiceOptions,
): Promise<DummyService> {
  const {
    version,
    namespace = 'dummy-service',
    container = `dummy-service-${version}`,
    pods: names = [`dummy-service-${version}-0`],
    logFormat = 'mixed',
  } = options;
  const app = 'dummy-service';
  const data = await createDataFolder(`dummy-service-${version}`);
  const optional = (name: string, value: number | undefined) =>
    value === undefined ? {} : { [name]: String(value) };
  const pods = names.map(
    (pod, index) =>
      new DummyPod({
        namespace,
        pod,
        container,
        app,
        version,
        folder: data.path,
        loki: options.loki,
        tenant: options.tenant,
        cluster: options.cluster,
        env: {
          LOG_FORMAT: logFormat,
          ...optional('LATENCY_MS', options.latencyMillis),
          ...optional('ERROR_RATE', options.errorRate),
          ...optional('SEED', options.seed && options.seed + index),
        },
      }),
  );
  const stopPods = async () => {
    await Promise.all(pods.map(pod => pod.stop()));
    await data.remove();
  };
  try {
    await Promise.all(pods.map(pod => pod.start()));
  } catch (error) {
    await stopPods();
    throw error;
  }
  const load = startLoad(
    pods.map(pod => pod.url),
    options.paths ?? ['/api/data', '/api/error'],
    options.load ?? 0,
  );

  let stopped: Promise<void> | undefined;
  const service: DummyService = {
    version,
    pods,
    targets: pods.map(pod => pod.target()),
    exportedPods: pods.map(pod => pod.exported(() => load.traffic(pod.url))),
    counts: load.counts,
    setLoad: load.setRate,
    restartPod: async name => {
      const pod = pods.find(one => one.name === name);
      if (!pod) {
        throw new Error(
          `There is no pod '${name}'. There are: ${names.join(', ')}.`,
        );
      }
      await pod.crash();
      await pod.start();
    },
    flush: async () => {
      await Promise.all(pods.map(pod => pod.flush()));
    },
    stop: () => {
      if (!stopped) {
        load.stop();
        stopped = stopPods();
      }
      return stopped;
    },
  };
  trackEndpoint({
    part: 'dummy-service',
    url: pods[0]?.url ?? '',
    external: false,
    describe: () => pods.map(pod => `${pod.name}: ${pod.url}`),
    stop: service.stop,
  });
  return service;
}
