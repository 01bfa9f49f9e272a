import type { ServerResponse } from 'node:http';
import { badRequest } from '../registry';
import type { KubeObject } from '../types';
import { ContainerLog, type LogLine } from './lines';
import type { LogScript } from './scripts';

export interface LogRequest {
  query: URLSearchParams;
  response: ServerResponse;
  now(): Date;
  scripts: LogScript[];
  /** Still the same running container? Ends a follow when not. */
  alive(container: string): boolean;
}

function containerOf(pod: KubeObject, asked: string | null): string {
  const names: string[] = [
    ...(pod.spec.initContainers ?? []),
    ...pod.spec.containers,
  ].map((c: any) => c.name);
  const { name } = pod.metadata;
  if (asked) {
    if (!names.includes(asked)) {
      throw badRequest(`container ${asked} is not valid for pod ${name}`);
    }
    return asked;
  }
  if (pod.spec.containers.length > 1) {
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${names.join(
        ' ',
      )}]`,
    );
  }
  return pod.spec.containers[0].name;
}

function logOf(
  pod: KubeObject,
  container: string,
  previous: boolean,
  scripts: LogScript[],
) {
  const status = [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []),
  ].find((c: any) => c.name === container);
  const { name } = pod.metadata;
  if (previous) {
    const run = status?.lastState?.terminated;
    if (!run) {
      throw badRequest(
        `previous terminated container "${container}" in pod "${name}" not found`,
      );
    }
    return new ContainerLog(pod, container, run, scripts);
  }
  const { running, terminated, waiting } = status?.state ?? {};
  const run = running ?? terminated ?? status?.lastState?.terminated;
  if (!run) {
    throw badRequest(
      `container "${container}" in pod "${name}" is waiting to start: ${
        waiting?.reason ?? 'ContainerCreating'
      }`,
    );
  }
  return new ContainerLog(pod, container, run, scripts);
}

/** The lines of some entries; the last so many, where that is asked. */
function newest(log: ContainerLog, from: number, to: number, tail = Infinity) {
  const entries: LogLine[][] = [];
  let count = 0;
  for (let n = to - 1; n >= from && count < tail; n--) {
    entries.push(log.entry(n));
    count += entries[entries.length - 1].length;
  }
  return entries
    .reverse()
    .flat()
    .slice(Math.max(0, count - tail));
}

/** `pods/log`: follow, previous, tailLines, sinceSeconds, sinceTime, timestamps, limitBytes. */
export function serveLog(pod: KubeObject, request: LogRequest) {
  const { query, response } = request;
  const flag = (name: string) => /^(true|1)$/.test(query.get(name) ?? '');
  const number = (name: string) => {
    const text = query.get(name);
    return text === null ? undefined : Number(text);
  };
  const container = containerOf(pod, query.get('container'));
  const log = logOf(pod, container, flag('previous'), request.scripts);
  const stamps = flag('timestamps');
  const write = ({ time, text }: LogLine) => {
    const nanos = time.toISOString().replace('Z', '000000Z');
    response.write(stamps ? `${nanos} ${text}\n` : `${text}\n`);
  };
  let next = log.countAt(request.now());
  const seconds = number('sinceSeconds');
  const sinceTime = query.get('sinceTime');
  let since = sinceTime ? new Date(sinceTime) : undefined;
  if (seconds !== undefined) {
    since = new Date(request.now().getTime() - seconds * 1000);
  }
  const from = since ? log.firstSince(since) : 0;
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.flushHeaders();
  newest(log, from, next, number('tailLines')).forEach(write);
  if (!flag('follow') || log.ended) {
    response.end();
    return;
  }
  let timer: NodeJS.Timeout;
  const follow = () => {
    const until = log.countAt(request.now());
    for (; next < until; next++) log.entry(next).forEach(write);
    if (!request.alive(container)) response.end();
    else {
      const wait = Math.min(log.nextIn(request.now()), 1_000);
      timer = setTimeout(follow, wait);
    }
  };
  timer = setTimeout(follow, 100);
  response.on('close', () => clearTimeout(timer));
}
