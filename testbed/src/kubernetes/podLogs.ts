import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '../process';
import { CustomResource } from './customResources';
import { KubeClient } from './KubeClient';

/** The kind in which kwok is told where the log of one pod is. */
export const POD_LOGS: CustomResource = {
  group: 'kwok.x-k8s.io',
  version: 'v1alpha1',
  kind: 'Logs',
  plural: 'logs',
};

/** A container runtime splits what is longer. */
const FRAGMENT_BYTES = 16_384;

/** How a container wrote a line. @public */
export interface PodLogLine {
  /** The pod's first container when absent. */
  container?: string;
  /** `stdout` when absent. */
  stream?: 'stdout' | 'stderr';
  /** A text is RFC 3339, for what a Date cannot hold: a runtime writes nanoseconds. */
  time?: Date | string;
}

/** The log of one pod, which only this pod shows. @public */
export interface PodLog {
  /** A line over 16 KiB is split into fragments, as a container runtime does. */
  write(line: string, options?: PodLogLine): void;
  /** The container has started again: what it wrote is its previous log, and what was that before is gone. */
  restart(container?: string): void;
  /** The file is rotated: what was written so far is not served any more, and readers that follow go on. */
  rotate(container?: string): void;
}

/** Lines as a container runtime writes them (CRI): time, stream, whether the line goes on, text. */
export function criLines(
  line: string,
  stream: 'stdout' | 'stderr',
  time: Date | string,
): Buffer {
  const bytes = Buffer.from(line);
  const count = Math.max(1, Math.ceil(bytes.length / FRAGMENT_BYTES));
  const lines = Array.from({ length: count }, (_, index) => {
    const fragment = bytes.subarray(
      index * FRAGMENT_BYTES,
      (index + 1) * FRAGMENT_BYTES,
    );
    return Buffer.concat([
      Buffer.from(
        `${typeof time === 'string' ? time : time.toISOString()} ${stream} ${
          index === count - 1 ? 'F' : 'P'
        } `,
      ),
      fragment,
      Buffer.from('\n'),
    ]);
  });
  return Buffer.concat(lines);
}

/** Gives a running pod a log of its own, and waits until it is served. */
export async function createPodLog(
  client: KubeClient,
  folder: string,
  namespace: string,
  pod: string,
): Promise<PodLog> {
  const { spec } = await client.request(
    'GET',
    `/api/v1/namespaces/${namespace}/pods/${pod}`,
  );
  const containers: string[] = spec.containers.map((one: any) => one.name);
  const own = join(folder, namespace, pod);
  await mkdir(own, { recursive: true });
  const pathOf = (container: string, which: 'now' | 'previous') =>
    join(own, `${container}.${which}.log`);
  const known = (container = containers[0]) => {
    if (!containers.includes(container)) {
      throw new Error(
        `The pod ${namespace}/${pod} has no container '${container}'. It has: ${containers.join(
          ', ',
        )}.`,
      );
    }
    return container;
  };

  const marker = `log of ${namespace}/${pod} ${process.hrtime.bigint()}`;
  for (const container of containers) {
    writeFileSync(
      pathOf(container, 'now'),
      criLines(marker, 'stdout', new Date()),
    );
    writeFileSync(pathOf(container, 'previous'), '');
  }
  await client.apply([
    {
      apiVersion: `${POD_LOGS.group}/${POD_LOGS.version}`,
      kind: POD_LOGS.kind,
      metadata: { name: pod, namespace },
      spec: {
        logs: containers.map(container => ({
          containers: [container],
          logsFile: pathOf(container, 'now'),
          previousLogsFile: pathOf(container, 'previous'),
          follow: true,
        })),
      },
    },
  ]);
  // kwok hears of it by a watch.
  await waitFor(`the log of ${namespace}/${pod} is its own`, async () => {
    const text = await client.request(
      'GET',
      `/api/v1/namespaces/${namespace}/pods/${pod}/log?container=${containers[0]}`,
    );
    return String(text).includes(marker);
  });
  containers.forEach(container => writeFileSync(pathOf(container, 'now'), ''));

  return {
    write: (line, { container, stream = 'stdout', time = new Date() } = {}) =>
      appendFileSync(
        pathOf(known(container), 'now'),
        criLines(line, stream, time),
      ),
    restart: container => {
      const name = known(container);
      renameSync(pathOf(name, 'now'), pathOf(name, 'previous'));
      writeFileSync(pathOf(name, 'now'), '');
    },
    rotate: container => {
      const now = pathOf(known(container), 'now');
      renameSync(now, `${now}.rotated`);
      writeFileSync(now, '');
      rmSync(`${now}.rotated`);
    },
  };
}
