import type { LokiLogSource } from '../../sources/loki';
import { FakeLoki } from '../FakeLoki';
import { FakeWorkloads } from '../FakeWorkloads';
import { lokiScope, lokiSource, lokiUpstream } from '../lokiSource';
import { RealLoki } from '../realLoki';
import type { ByNature, LogService, LogStage, WrittenLine } from './types';

const PODS = ['web-5d8f7c6b9b-x2k4p', 'web-5d8f7c6b9b-q7w8z'];
/** Also begins with the name of the workload. */
const FOREIGN = 'web-api-5d8f7c6b9b-x2k4p';

export const LOKI_BY_NATURE: ByNature = {
  losesOrderWithinNanosecond:
    'Loki keeps no order among lines of one nanosecond: it gives them in another one each time.',
};

function byContainer(lines: WrittenLine[]): WrittenLine[][] {
  const groups = new Map<string, WrittenLine[]>();
  for (const line of lines) {
    const key = `${line.pod}/${line.container}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()];
}

/** With the level, as Loki looks for it when it takes a line. */
export function pushTo(loki: FakeLoki, line: WrittenLine): void {
  const { pod, container, ns, text } = line;
  const level = /level=(\w+)/.exec(text)?.[1] ?? 'unknown';
  loki.push(pod, ns, text, {
    labels: { container },
    metadata: { detected_level: level },
  });
}

/** As much of Loki as is asked of it, in memory. */
export function fakeLokiStage(): LogStage {
  const sources: LokiLogSource[] = [];
  const lokis: FakeLoki[] = [];
  return {
    async service(): Promise<LogService> {
      const loki = await FakeLoki.start();
      lokis.push(loki);
      const workloads = new FakeWorkloads([
        { name: 'web', pods: PODS },
        { name: 'web-api', pods: [FOREIGN] },
      ]);
      const again = () => {
        const source = lokiSource({
          upstreams: [lokiUpstream(loki.url)],
          workloads,
          timings: { holdMs: 20, releaseMs: 5, reconnectMaxMs: 20 },
        });
        sources.push(source);
        return source;
      };
      return {
        scope: lokiScope('web'),
        source: again(),
        again,
        pods: PODS,
        foreign: FOREIGN,
        followedBy: 1,
        following: () => loki.tails,
        opened: () => loki.tailsOpened,
        hold: () => {
          loki.holds = true;
        },
        asked: () => loki.open,
        cut: () => loki.cutTails(),
        async write(lines) {
          for (const line of lines) pushTo(loki, line);
        },
      };
    },
    async clear() {
      for (const source of sources.splice(0)) source.stop();
      for (const loki of lokis.splice(0)) await loki.stop();
    },
    stop() {},
  };
}

/** A real one; each service has a namespace of its own in it. */
export async function realLokiStage(): Promise<LogStage> {
  const real = await RealLoki.start();
  return {
    async service(): Promise<LogService> {
      const service = real.service({}, PODS, [FOREIGN]);
      const { namespace, scope, source } = service;
      const opened = real.proxy.tailsOpened;
      let written = 0;
      return {
        scope,
        source,
        again: () => service.again(),
        pods: PODS,
        foreign: FOREIGN,
        followedBy: 1,
        following: () => real.proxy.tails,
        opened: () => real.proxy.tailsOpened - opened,
        hold: () => {
          real.proxy.holds = true;
        },
        asked: () => real.proxy.open,
        cut: () => real.proxy.cutTails(),
        async write(lines) {
          for (const group of byContainer(lines)) {
            const [{ pod, container }] = group;
            await real.loki.pushPod(
              { namespace, pod, container },
              group.map(({ ns, text }) => ({ line: text, timeNanos: ns })),
            );
          }
          written += lines.length;
          await service.written_(written);
        },
      };
    },
    clear() {
      real.proxy.holds = false;
      real.clear();
    },
    stop: () => real.stop(),
  };
}
