import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { startSandbox } from '@internal/sandbox';
import {
  freePorts,
  LokiEndpoint,
  startLoki,
  startPortal,
  waitFor,
} from '@internal/testbed';
import { BackendProcess, counted, inspectable } from './backendProcess';
import { catalogOf, deployment, NAMESPACE, serviceName } from './fleet';
import type { Result } from './report';

const VIEWERS = 50;
const LINES_PER_SECOND = 200;
const SECONDS = 15;
const BATCHES_PER_SECOND = 5;
const SERVICE = serviceName(0);
/** One may have twenty logs open. */
const PEOPLE = ['olivia', 'marco', 'ada'];

/** Somebody who watches: which lines came, by their number. */
class Viewer {
  readonly seen: number[] = [];
  problem: string | undefined;
  ready = false;
  private readonly ending = new AbortController();
  private readonly reading: Promise<void>;

  constructor(url: string, token: string) {
    this.reading = this.read(url, token).catch(error => {
      if (!this.ending.signal.aborted) this.problem = String(error);
    });
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.reading;
  }

  private async read(url: string, token: string): Promise<void> {
    const answer = await fetch(
      `${url}/api/service-manager/v1/services/default/component/${SERVICE}/logs/stream?tail=10`,
      {
        headers: { authorization: `Bearer ${token}` },
        signal: this.ending.signal,
      },
    );
    if (!answer.ok) throw new Error(await answer.text());
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of answer.body as any) {
      const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split(
        '\n',
      );
      rest = lines.pop()!;
      for (const text of lines.filter(Boolean)) this.take(JSON.parse(text));
    }
  }

  private take(record: any): void {
    if (record.type === 'line') {
      const [, number] = /n=(\d+)/.exec(record.text) ?? [];
      if (number) this.seen.push(Number(number));
      this.ready = true;
    } else if (record.type === 'gap' || record.type === 'error') {
      this.problem = record.message;
    }
  }
}

/** How many tails Loki itself says are open. */
async function tails(loki: LokiEndpoint): Promise<number> {
  const text = await (await fetch(`${loki.url}/metrics`)).text();
  return Number(/^loki_querier_tail_active (\d+)/m.exec(text)?.[1] ?? 0);
}

function line(number: number) {
  return `level=info msg=request n=${number} path=/api/v1/items status=200 duration_ms=12 trace_id=5f3a9c0d7be14f60`;
}

/** Pushes numbered lines at a steady pace; resolves with the last number. */
async function write(loki: LokiEndpoint, pods: string[], after: number) {
  const batch = LINES_PER_SECOND / BATCHES_PER_SECOND;
  const count = SECONDS * BATCHES_PER_SECOND;
  const begun = performance.now();
  for (let tick = 0; tick < count; tick++) {
    const first = after + tick * batch + 1;
    await loki.pushPod(
      {
        namespace: NAMESPACE,
        pod: pods[tick % pods.length],
        container: SERVICE,
        app: SERVICE,
      },
      Array.from({ length: batch }, (_, i) => line(first + i)),
    );
    const due = begun + ((tick + 1) * 1000) / BATCHES_PER_SECOND;
    const wait = Math.max(0, due - performance.now());
    await new Promise(resolve => setTimeout(resolve, wait));
  }
  return after + count * batch;
}

const mean = (value: number) => value.toFixed(value < 10 ? 2 : 0);

/**
 * Many people watch the log of one service, which comes from a real Loki
 * through the real backend.
 */
export async function logsBackend(): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'service-manager-bench-'));
  const [inspector] = await freePorts(1);
  const loki = await startLoki();
  const sandbox = await startSandbox({
    objects: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
      deployment(SERVICE, 2),
    ] as any,
  });
  const portal = await startPortal({
    clusters: [{ name: 'bench', url: sandbox.url, token: 'sandbox' }],
    folder,
    env: inspectable(inspector),
    settings: { loki: { url: loki.url, name: 'Loki' } },
    extraConfig: { catalog: catalogOf(folder, 1) },
  });
  const viewers: Viewer[] = [];
  let backend: BackendProcess | undefined;
  try {
    await portal.ready();
    await portal.catalogHolds(1);
    backend = await BackendProcess.attach(inspector, portal.pid);
    const tokens = await Promise.all(
      PEOPLE.map(name => portal.tokenOf(`user:default/${name}`)),
    );
    const pods = sandbox.list('Pod', NAMESPACE).map(p => p.metadata.name);
    let written = 0;
    let most = 0;

    /** So many watch from here on, over the whole time of writing. */
    const round = async (count: number) => {
      while (viewers.length < count) {
        const token = tokens[viewers.length % tokens.length];
        viewers.push(new Viewer(portal.url, token));
      }
      await waitFor(
        `${count} viewers who see lines`,
        async () => {
          const broken = viewers.find(({ problem }) => problem);
          if (broken) throw new Error(broken.problem);
          await loki.pushPod(
            { namespace: NAMESPACE, pod: pods[0], container: SERVICE },
            ['level=info msg="is anybody here"'],
          );
          return viewers.every(({ ready }) => ready);
        },
        { intervalMillis: 500 },
      );
      const watch = setInterval(async () => {
        most = Math.max(most, await tails(loki).catch(() => 0));
      }, 500);
      const { cpuSeconds } = counted(portal.pid);
      const first = written;
      written = await write(loki, pods, written);
      const numbers = Array.from(
        { length: written - first },
        (_, i) => first + i + 1,
      );
      const whole = ({ seen }: Viewer) => {
        const here = seen.filter(n => n > first).sort((a, b) => a - b);
        return here.join() === numbers.join();
      };
      await waitFor(
        'every line has come to every viewer, once',
        () => viewers.every(whole),
        { intervalMillis: 500 },
      ).finally(() => clearInterval(watch));
      const after = counted(portal.pid);
      const use = await backend!.use();
      return { ...use, cpuShare: (after.cpuSeconds - cpuSeconds) / SECONDS };
    };
    const one = await round(1);
    const ofOne = most;
    const many = await round(VIEWERS);
    if (ofOne === 0) throw new Error('Loki counted no tail at all');
    const gaps = viewers.filter(({ problem }) => problem).length;
    const each = (many.heap - one.heap) / (VIEWERS - 1);
    return {
      title: 'Logs in the backend',
      how: `${VIEWERS} viewers of one service over HTTP, while ${LINES_PER_SECOND} lines a second are pushed to a real Loki for ${SECONDS} s. Tails are counted by Loki (loki_querier_tail_active); memory is what the backend's process holds after a collection of garbage, beside the same with one viewer.`,
      rows: [
        {
          what: `Tails at Loki, ${VIEWERS} viewers`,
          value: `${most} (one viewer: ${ofOne})`,
          bound: '1',
          met: most === 1,
        },
        {
          what: 'Viewers to whom every line came, once',
          value: `${VIEWERS - gaps} of ${VIEWERS}`,
          bound: `${VIEWERS}`,
          met: gaps === 0,
        },
        {
          what: 'Memory per viewer (heap and buffers)',
          value: `${mean(each * 1024)} KiB`,
        },
        {
          what: `Resident memory, 1 / ${VIEWERS} viewers`,
          value: `${mean(one.resident)} / ${mean(many.resident)} MiB`,
        },
        {
          what: `CPU of the backend, 1 / ${VIEWERS} viewers`,
          value: `${mean(one.cpuShare * 100)} / ${mean(
            many.cpuShare * 100,
          )} % of a core`,
        },
      ],
    };
  } finally {
    await Promise.all(viewers.map(viewer => viewer.close()));
    backend?.close();
    await portal.stop();
    await sandbox.stop();
    await loki.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
