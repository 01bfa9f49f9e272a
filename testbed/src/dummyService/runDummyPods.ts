import { KubernetesEndpoint } from '../kubernetes';
import { LokiEndpoint } from '../loki';
import { createDataFolder, lookAgain, waitFor, WaitOptions } from '../process';
import {
  ExportedPod,
  PodExporter,
  PrometheusEndpoint,
  ScrapeTarget,
} from '../prometheus';
import { trackEndpoint } from '../running';
import { DummyPod } from './DummyPod';
import { Load, startLoad } from './load';

/** What runs behind the pods, and where their lines and series go. @public */
export interface PodRunnerOptions {
  cluster: KubernetesEndpoint;
  /** Requests in a second to each pod; 1 when absent. */
  load?: number;
  loki?: LokiEndpoint;
  /** The label `cluster` of the lines. */
  clusterLabel?: string;
  /** Scrapes the pods, and the exporter, as they come and go. */
  prometheus?: PrometheusEndpoint;
  exporter?: PodExporter;
  /** Scraped as well. */
  targets?: ScrapeTarget[];
  /** Shown by the exporter as well: pods that no process stands behind. */
  others?: (pod: any) => ExportedPod | undefined;
}

/** The processes behind the pods. @public */
export interface PodRunner {
  /** Pods with a process at this moment. */
  readonly pods: readonly {
    readonly name: string;
    readonly url: string;
    readonly lines: number;
  }[];
  /** Waits until every pod that runs has its process, and no other process is left. */
  settled(options?: WaitOptions): Promise<void>;
  stop(): Promise<void>;
}

interface Behind {
  pod: DummyPod;
  load: Load | undefined;
  restarts: number;
}

const INTERVAL_MILLIS = 500;
const IMAGE = /(?:^|\/)dummy-service:(v[12])\b/;

/** Whether a container with this image is the example service. */
export function isDummyImage(image: string): boolean {
  return IMAGE.test(image);
}

/** The container of the example service in a pod, with its state. */
function find(pod: any) {
  for (const { name, image } of pod.spec.containers) {
    const version = IMAGE.exec(image)?.[1] as 'v1' | 'v2' | undefined;
    if (version) {
      const status = pod.status.containerStatuses?.find(
        (one: any) => one.name === name,
      );
      return {
        container: name as string,
        version,
        restarts: (status?.restartCount ?? 0) as number,
        runs: Boolean(
          status?.state?.running && !pod.metadata.deletionTimestamp,
        ),
      };
    }
  }
  return undefined;
}

/**
 * Keeps one real process of the example service behind each running pod with its image (`dummy-service:v1` or `:v2`) in
 * any namespace: scaling, rollouts and crashes of the cluster become real logs, metrics and traffic.
 *
 * @public
 */
export async function runDummyPods(
  options: PodRunnerOptions,
): Promise<PodRunner> {
  const { cluster, prometheus, exporter } = options;
  const data = await createDataFolder('dummy-pods');
  const behind = new Map<string, Behind>();
  let restarted: { namespace: string; name: string; container: string }[] = [];
  const restarts = new Map<string, number>();
  let shown = '';
  // Looks are numbered, so that one which began before a change is not taken for one after it.
  let begun = 0;
  let agreed = 0;

  async function begin(one: Behind): Promise<void> {
    await one.pod.start();
    one.load ??= startLoad(
      [one.pod.url],
      ['/api/data', '/api/error'],
      options.load ?? 1,
    );
  }

  async function end(one: Behind): Promise<void> {
    one.load?.stop();
    await one.pod.stop();
  }

  async function follow(pod: any): Promise<void> {
    const found = find(pod);
    const { uid, name, namespace, labels = {} } = pod.metadata;
    let one = behind.get(uid);
    if (!found || (!one && !found.runs)) {
      return;
    }
    if (!one) {
      one = {
        pod: new DummyPod({
          namespace,
          pod: name,
          uid,
          container: found.container,
          app:
            labels['app.kubernetes.io/name'] ?? labels.app ?? 'dummy-service',
          node: pod.spec.nodeName,
          version: found.version,
          folder: data.path,
          loki: options.loki,
          clusterLabel: options.clusterLabel,
          cluster,
          env: {},
        }),
        load: undefined,
        restarts: found.restarts,
      };
      behind.set(uid, one);
    }
    const other = found.restarts !== one.restarts;
    if (one.pod.alive && (other || !found.runs)) {
      await one.pod.crash();
    }
    if (other) {
      one.restarts = found.restarts;
      restarted.push({ namespace, name, container: found.container });
    }
    if (found.runs && !one.pod.alive) {
      await begin(one);
    }
  }

  /** Of pods without a process. */
  function countRestarts({ metadata, status }: any): void {
    for (const one of status.containerStatuses ?? []) {
      const key = `${metadata.uid}/${one.name}`;
      const { namespace, name } = metadata;
      if ((restarts.get(key) ?? one.restartCount) !== one.restartCount) {
        restarted.push({ namespace, name, container: one.name });
      }
      restarts.set(key, one.restartCount);
    }
  }

  async function show(pods: any[]): Promise<void> {
    const alive = [...behind.values()].filter(one => one.pod.alive);
    const others = pods.flatMap(pod =>
      behind.has(pod.metadata.uid) ? [] : options.others?.(pod) ?? [],
    );
    const shownNow = new Set(others.map(({ uid }) => uid));
    pods.filter(pod => shownNow.has(pod.metadata.uid)).forEach(countRestarts);
    const now = JSON.stringify([
      alive.map(one => one.pod.url),
      others.map(one => [one.namespace, one.name, one.uid]),
    ]);
    if (now === shown && restarted.length === 0) {
      return;
    }
    exporter?.setPods([
      ...[...behind.values()].map(one =>
        one.pod.exported(
          () =>
            one.load?.traffic(one.pod.url) ?? {
              receiveBytes: 0,
              transmitBytes: 0,
            },
        ),
      ),
      ...others,
    ]);
    restarted.forEach(({ namespace, name, container }) =>
      exporter?.restart(namespace, name, container),
    );
    restarted = [];
    await prometheus?.setTargets([
      ...(options.targets ?? []),
      ...(exporter ? [exporter.cadvisor, exporter.kubeState] : []),
      ...alive.map(one => one.pod.target()),
    ]);
    shown = now;
  }

  async function look(): Promise<boolean> {
    const { items } = await cluster.client.request('GET', '/api/v1/pods');
    const there = new Set(items.map((pod: any) => pod.metadata.uid));
    const gone = [...behind].filter(([uid]) => !there.has(uid));
    await Promise.all(
      gone.map(async ([uid, one]) => {
        behind.delete(uid);
        await end(one);
      }),
    );
    await Promise.all(items.map(follow));
    await show(items);
    return items.every(
      (pod: any) =>
        Boolean(find(pod)?.runs) ===
        Boolean(behind.get(pod.metadata.uid)?.pod.alive),
    );
  }

  const endLooking = lookAgain(async () => {
    begun += 1;
    // What runs goes on in an outage of the cluster.
    if (await look()) {
      agreed = begun;
    }
  }, INTERVAL_MILLIS);

  let stopped: Promise<void> | undefined;
  const runner: PodRunner = {
    get pods() {
      return [...behind.values()].map(one => one.pod).filter(pod => pod.alive);
    },
    settled: async waiting => {
      const last = begun;
      await waitFor('a process behind every pod', () => agreed > last, waiting);
    },
    stop: () => {
      stopped ??= (async () => {
        await endLooking();
        await Promise.all([...behind.values()].map(end));
        await data.remove();
      })();
      return stopped;
    },
  };
  trackEndpoint({
    part: 'dummy pods',
    url: '',
    external: false,
    describe: () => [],
    stop: runner.stop,
  });
  return runner;
}
