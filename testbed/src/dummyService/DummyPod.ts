import { join, resolve } from 'node:path';
import { KubernetesEndpoint, PodLog } from '../kubernetes';
import { LokiEndpoint, LokiPod } from '../loki';
import { ManagedProcess, waitFor } from '../process';
import { ExportedPod, ScrapeTarget } from '../prometheus';
import { LineShipper } from './LineShipper';
import { Traffic } from './load';
import { processTotals } from './processTotals';

const MAIN = resolve(__dirname, '../../../examples/dummy-service/src/main.mjs');

/** What one process of the service is given. */
export interface DummyPodPlan extends Omit<LokiPod, 'cluster'> {
  clusterLabel?: string;
  app: string;
  version: 'v1' | 'v2';
  uid?: string;
  folder: string;
  env: Record<string, string>;
  loki?: LokiEndpoint;
  tenant?: string;
  cluster?: KubernetesEndpoint;
}

/** One process of the service, in the place of one container of one pod. */
export class DummyPod {
  readonly name: string;
  /** Complete lines on standard output so far, over all restarts. */
  lines = 0;
  port = 0;
  private readonly plan: DummyPodPlan;
  private readonly shipper: LineShipper | undefined;
  private process: ManagedProcess | undefined;
  private podLog: PodLog | undefined;
  private lastNanos = 0n;

  constructor(plan: DummyPodPlan) {
    this.name = plan.pod;
    this.plan = plan;
    const { namespace, pod, container, app, node, clusterLabel } = plan;
    this.shipper =
      plan.loki &&
      new LineShipper(
        plan.loki,
        { namespace, pod, container, app, node, cluster: clusterLabel },
        { tenant: plan.tenant },
      );
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.process!.pid;
  }

  get alive(): boolean {
    return Boolean(this.process?.alive);
  }

  /** For Prometheus: `/metrics`, with the labels of Kubernetes. */
  target(): ScrapeTarget {
    const { namespace, container, app } = this.plan;
    return {
      job: container,
      address: new URL(this.url).host,
      labels: { namespace, pod: this.name, container, app },
    };
  }

  /** For the pod exporter: what the process really uses. */
  exported(traffic: () => Traffic): ExportedPod {
    const { namespace, container, app, version, uid, node } = this.plan;
    const resources = { cpuCores: 0.1, memoryBytes: 128 * 2 ** 20 };
    return {
      namespace,
      name: this.name,
      uid,
      node,
      containers: [
        {
          name: container,
          image: `${app}:${version}`,
          requests: resources,
          limits: resources,
          measure: () => processTotals(this.pid),
        },
      ],
      measureNetwork: traffic,
    };
  }

  async start(): Promise<void> {
    const { cluster, namespace } = this.plan;
    if (cluster?.ownPodLogs) {
      this.podLog ??= await cluster.ownPodLog(namespace, this.name);
    }
    let listening = 0;
    let rest = '';
    const started = ManagedProcess.start({
      name: this.name,
      // Under a test runner too, this is the real Node.
      command: process.execPath,
      args: [MAIN],
      logFile: join(this.plan.folder, `${this.name}.log`),
      cwd: this.plan.folder,
      env: {
        PATH: process.env.PATH,
        HOST: '127.0.0.1',
        POD_NAME: this.name,
        VERSION: this.plan.version,
        ...this.plan.env,
        // After a restart the same address: Prometheus goes on scraping it.
        PORT: String(this.port),
      },
      onOutput: text => {
        const lines = `${rest}${text}`.split('\n');
        rest = lines.pop()!;
        for (const line of lines) {
          listening ||= Number(
            /listening\b.*?\bport"?[=:](\d+)/.exec(line)?.[1] ?? 0,
          );
          this.take(line);
        }
      },
    });
    this.process = started;
    await waitFor(
      `${this.name} listens`,
      () => !started.alive || listening > 0,
    );
    if (!listening) {
      throw new Error(
        `${
          this.name
        } ended by itself. The end of its log:\n${started.lastLines()}`,
      );
    }
    this.port = listening;
  }

  /** Ends the process without a goodbye. */
  async crash(): Promise<void> {
    await this.process?.stop('SIGKILL');
    this.podLog?.restart(this.plan.container);
  }

  flush(): Promise<void> {
    return this.shipper?.flush() ?? Promise.resolve();
  }

  async stop(): Promise<void> {
    await this.process?.stop('SIGTERM', 2_000);
    this.shipper?.stop();
    // Loki may have been stopped before; then there is nobody left to tell.
    await this.shipper?.flush().catch(() => {});
  }

  private take(line: string): void {
    const time = new Date();
    const nanos = BigInt(time.getTime()) * 1_000_000n;
    this.lastNanos = nanos > this.lastNanos ? nanos : this.lastNanos + 1n;
    this.lines += 1;
    this.shipper?.add({ line, timeNanos: this.lastNanos });
    if (this.podLog) {
      this.podLog.write(line, { container: this.plan.container, time });
    } else {
      this.plan.cluster?.writePodLog(line, { time });
    }
  }
}
