import type { WorkloadReader } from '../../../workloads';
import { createLogs } from '../../createLogs';
import type { LogSource } from '../../types';
import { FakeKubelet } from '../FakeKubelet';
import { FakeLoki } from '../FakeLoki';
import { FakeWorkloads, snapshotOf } from '../FakeWorkloads';
import { lokiScope, lokiUpstream } from '../lokiSource';
import { pushTo } from './lokiStages';
import type { LogService, LogStage } from './types';

const IN_LOKI = 'web-5d8f7c6b9b-x2k4p';
const FOREIGN = 'web-api-5d8f7c6b9b-x2k4p';
const IN_POD = 'web-1';
const QUICK = { holdMs: 20, releaseMs: 5, lingerMs: 20 };

/** What runs in two clusters, of which one has a Loki. */
function workloadsOf(kubelet: FakeKubelet): WorkloadReader {
  const east = new FakeWorkloads([
    { cluster: 'east', name: 'web', pods: [IN_LOKI] },
    { cluster: 'east', name: 'web-api', pods: [FOREIGN] },
  ]);
  const local = kubelet.reader();
  return {
    ...local,
    select: target => [
      ...east.select(target),
      ...local
        .select(target)
        .filter(({ cluster }) => (target.cluster ?? cluster) === cluster)
        .map(one => ({ ...snapshotOf({ name: 'web', pods: [] }), ...one })),
    ],
  };
}

/** A service with one pod whose lines are in a Loki, and one without. */
export function combinedStage(): LogStage {
  const sources: LogSource[] = [];
  const lokis: FakeLoki[] = [];
  return {
    async service(): Promise<LogService> {
      const loki = await FakeLoki.start();
      lokis.push(loki);
      const kubelet = new FakeKubelet();
      kubelet.addPod(IN_POD, ['web', 'sidecar']);
      const again = () => {
        const { logs } = createLogs({
          upstreams: [lokiUpstream(loki.url, { clusters: ['east'] })],
          clusters: { list: () => [kubelet], get: () => kubelet },
          workloads: workloadsOf(kubelet),
          clock: () => new Date(),
          loki: {
            timings: { ...QUICK, reconnectMs: 20, reconnectMaxMs: 20 },
          },
          pods: { timings: { ...QUICK, againMs: 2, againMaxMs: 10 } },
        });
        sources.push(logs);
        return logs;
      };
      return {
        scope: lokiScope('web'),
        source: again(),
        again,
        pods: [IN_LOKI, IN_POD],
        foreign: FOREIGN,
        // A tail, and a follow of each container.
        followedBy: 3,
        following: () => loki.tails + kubelet.following,
        opened: () => loki.tailsOpened + kubelet.follows(),
        cut: () => {
          loki.cutTails();
          kubelet.cut();
        },
        hold: () => {
          loki.holds = true;
          kubelet.holds = true;
        },
        asked: () => loki.open + kubelet.open,
        async write(lines) {
          for (const line of lines) {
            const { pod, ns, text, container } = line;
            if (pod === IN_POD) kubelet.write(pod, ns, text, container);
            else pushTo(loki, line);
          }
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
