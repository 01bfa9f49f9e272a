import { ContainerLog, KubeObject, LogScript } from '@internal/sandbox';
import { LineShipper } from '../dummyService';
import { KubernetesEndpoint, PodLog } from '../kubernetes';
import { LokiEndpoint } from '../loki';
import { lookAgain } from '../process';
import { trackEndpoint } from '../running';

/** What writes, and where it goes. */
export interface ScriptedPodsOptions {
  cluster: KubernetesEndpoint;
  /** The label `cluster` in Loki. */
  clusterLabel?: string;
  scripts: LogScript[];
  loki?: LokiEndpoint;
  /** Containers that somebody else writes for. */
  except: (image: string) => boolean;
}

/** Containers that write by a script. */
export interface ScriptedPods {
  /** How many containers write. */
  readonly count: number;
  stop(): Promise<void>;
}

interface Writer {
  pod: KubeObject;
  container: string;
  podLog: PodLog | undefined;
  shipper: LineShipper | undefined;
  /** The instance that writes, empty before the first one. */
  startedAt: string;
  next: number;
  /** Of the last line. */
  lastNanos: bigint;
}

const INTERVAL_MILLIS = 1_000;
/** Pods that get a log of their own at once. */
const AT_ONCE = 6;

/**
 * Lets the containers of a real control plane, in which nothing runs, write what the scripts say: into what `kubectl logs`
 * shows of each pod (with `ownPodLogs`), and into Loki. A restart is another instance, and the one before is its previous
 * log.
 */
export function runScriptedPods(options: ScriptedPodsOptions): ScriptedPods {
  const { cluster, clusterLabel, loki, scripts } = options;
  const writers = new Map<string, Writer>();
  const podLogs = new Map<string, PodLog>();

  async function podLogOf(pod: KubeObject): Promise<PodLog | undefined> {
    const { uid, namespace, name } = pod.metadata;
    if (cluster.ownPodLogs && !podLogs.has(uid!)) {
      podLogs.set(uid!, await cluster.ownPodLog(namespace!, name));
    }
    return podLogs.get(uid!);
  }

  function write(writer: Writer, run: object, until: Date): void {
    const { pod, container } = writer;
    const log = new ContainerLog(pod, container, run, scripts);
    const count = log.countAt(until);
    for (; writer.next < count; writer.next++) {
      for (const { time, text } of log.entry(writer.next)) {
        const nanos = BigInt(time.getTime()) * 1_000_000n;
        writer.lastNanos =
          nanos > writer.lastNanos ? nanos : writer.lastNanos + 1n;
        writer.shipper?.add({ line: text, timeNanos: writer.lastNanos });
        writer.podLog?.write(text, { container, time });
      }
    }
  }

  async function writerOf(pod: KubeObject, container: string): Promise<Writer> {
    const { namespace = '', name, uid, labels = {} } = pod.metadata;
    const key = `${uid}/${container}`;
    const known = writers.get(key);
    if (known) return known;
    const podLog = await podLogOf(pod);
    const shipper =
      loki &&
      new LineShipper(
        loki,
        {
          namespace,
          pod: name,
          container,
          app: labels['app.kubernetes.io/name'] ?? labels.app,
          node: pod.spec.nodeName,
          cluster: clusterLabel,
        },
        { intervalMillis: INTERVAL_MILLIS },
      );
    const writer = {
      pod,
      container,
      podLog,
      shipper,
      startedAt: '',
      next: 0,
      lastNanos: 0n,
    };
    writers.set(key, writer);
    return writer;
  }

  async function follow(pod: KubeObject, now: Date): Promise<void> {
    for (const { name, state, lastState } of pod.status?.containerStatuses ??
      []) {
      const { image } = pod.spec.containers.find(
        (one: any) => one.name === name,
      );
      if (options.except(image)) continue;
      // What crashes at once is hardly ever seen while it runs: the instance before counts as much as the one that is.
      const instances = [
        lastState?.terminated,
        state.running ?? state.terminated,
      ].filter(one => one?.startedAt);
      for (const instance of instances) {
        const writer = await writerOf(pod, name);
        if (Date.parse(instance.startedAt) < Date.parse(writer.startedAt)) {
          continue;
        }
        if (writer.startedAt !== instance.startedAt) {
          if (writer.startedAt) writer.podLog?.restart(name);
          Object.assign(writer, { startedAt: instance.startedAt, next: 0 });
        }
        write(writer, instance, now);
      }
    }
  }

  async function look(): Promise<void> {
    const { items } = await cluster.client.request('GET', '/api/v1/pods');
    const there = new Set(items.map((pod: any) => pod.metadata.uid));
    for (const [key, writer] of writers) {
      if (!there.has(writer.pod.metadata.uid)) {
        writer.shipper?.stop();
        writers.delete(key);
        podLogs.delete(writer.pod.metadata.uid!);
      }
    }
    for (let first = 0; first < items.length; first += AT_ONCE) {
      await Promise.all(
        items
          .slice(first, first + AT_ONCE)
          // One that cannot be served now is taken up by a later look.
          .map((pod: any) => follow(pod, new Date()).catch(() => {})),
      );
    }
  }

  const endLooking = lookAgain(look, INTERVAL_MILLIS);

  let stopped: Promise<void> | undefined;
  const running: ScriptedPods = {
    get count() {
      return writers.size;
    },
    stop: () => {
      stopped ??= (async () => {
        await endLooking();
        writers.forEach(({ shipper }) => shipper?.stop());
      })();
      return stopped;
    },
  };
  trackEndpoint({
    part: 'scripted pods',
    url: '',
    external: false,
    describe: () => [],
    stop: running.stop,
  });
  return running;
}
