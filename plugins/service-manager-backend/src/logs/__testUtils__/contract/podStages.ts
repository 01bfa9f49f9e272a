import { mockServices } from '@backstage/backend-test-utils';
import { realCluster } from '../../../operations/__testUtils__/clusters';
import { deployment } from '../../../operations/__testUtils__/objects';
import { clustersOf } from '../../../operations/__testUtils__/ObservedCluster';
import { eventually } from '../../../operations/__testUtils__/stage';
import { WatchCache } from '../../../workloads';
import { isoOf } from '../../pure/instant';
import { PodLogSource } from '../../sources/pods';
import { CuttableCluster } from '../CuttableCluster';
import { FakeKubelet } from '../FakeKubelet';
import { FakeWorkloads } from '../FakeWorkloads';
import { sourceOf } from '../viewer';
import type { LogService, LogStage } from './types';

const CONTAINERS = ['web', 'sidecar'];
/** Two pods of two containers each. */
const FOLLOWED_BY = 4;
const clock = () => new Date();

/** A kubelet in memory. */
export function fakePodStage(): LogStage {
  const sources: PodLogSource[] = [];
  return {
    async service(): Promise<LogService> {
      const kubelet = new FakeKubelet();
      const pods = ['web-1', 'web-2'];
      const foreign = 'other-1';
      for (const pod of [...pods, foreign]) kubelet.addPod(pod, CONTAINERS);
      let cuts = 0;
      const again = () => {
        const source = sourceOf(kubelet, { clock });
        sources.push(source);
        return source;
      };
      const target = FakeWorkloads.target('web');
      return {
        scope: { entityRef: target.entityRef, target },
        source: again(),
        again,
        pods,
        foreign,
        followedBy: FOLLOWED_BY,
        following: () => kubelet.following,
        opened: () => kubelet.follows(),
        hold: () => {
          kubelet.holds = true;
        },
        asked: () => kubelet.open,
        // A connection breaks, or ends as if the log were over.
        cut: () => kubelet.cut(cuts++ % 2 ? 'break' : 'end'),
        async write(lines) {
          for (const { pod, ns, text, container } of lines) {
            kubelet.write(pod, ns, text, container);
          }
        },
      };
    },
    clear() {
      for (const source of sources.splice(0)) source.stop();
    },
    stop() {},
  };
}

/**
 * The kubelet's own reading of log files (kwok serves them by its code),
 * behind a real API server, with the rights of deploy/rbac.yaml.
 */
export async function realPodStage(): Promise<LogStage> {
  const test = await realCluster({ nodes: 1, ownPodLogs: true });
  const cluster = new CuttableCluster(test.product);
  const cache = WatchCache.create({
    clusters: clustersOf(cluster),
    logger: mockServices.logger.mock(),
  });
  cache.start();
  await cache.ready();
  const sources: PodLogSource[] = [];
  let services = 0;

  function targetOf(app: string) {
    return {
      entityRef: `component:default/${app}`,
      selector: { matchLabels: { service: app } },
    };
  }

  async function podsOf(app: string, replicas: number) {
    const containers = CONTAINERS.map(name => ({ name, image: `${name}:1` }));
    await test.admin.request({
      method: 'POST',
      path: '/apis/apps/v1/namespaces/default/deployments',
      body: deployment('default', app, {
        replicas,
        containers,
        labels: { service: app },
      }),
    });
    const pods = await eventually(`pods of ${app} that run`, () => {
      const running = cache
        .select(targetOf(app))
        .flatMap(snapshot => snapshot.pods)
        .filter(({ status }) => status.phase === 'Running');
      return running.length === replicas && running;
    });
    return pods.map(({ metadata }) => metadata.name);
  }

  return {
    async service(): Promise<LogService> {
      const app = `web-${services++}`;
      const pods = await podsOf(app, 2);
      const [foreign] = await podsOf(`${app}-api`, 1);
      const logs = new Map(
        await Promise.all(
          [...pods, foreign].map(
            async pod =>
              [pod, await test.endpoint.ownPodLog('default', pod)] as const,
          ),
        ),
      );
      const again = () => {
        const source = new PodLogSource({
          clusters: clustersOf(cluster),
          workloads: cache,
          clock,
          timings: {
            againMs: 50,
            againMaxMs: 500,
            graceMs: 1_000,
            holdMs: 300,
            lingerMs: 50,
          },
        });
        sources.push(source);
        return source;
      };
      cluster.follows = 0;
      return {
        scope: { entityRef: targetOf(app).entityRef, target: targetOf(app) },
        source: again(),
        again,
        pods,
        foreign,
        followedBy: FOLLOWED_BY,
        following: () => cluster.following,
        opened: () => cluster.follows,
        hold: () => {
          cluster.holds = true;
        },
        asked: () => cluster.open,
        cut: () => cluster.cut(),
        async write(lines) {
          for (const { pod, container, ns, text } of lines) {
            logs.get(pod)!.write(text, { container, time: isoOf(ns) });
          }
        },
      };
    },
    async clear() {
      cluster.holds = false;
      for (const source of sources.splice(0)) source.stop();
      await eventually('nothing is followed', () => cluster.following === 0);
    },
    async stop() {
      await cache.stop();
      await test.stop();
    },
  };
}
