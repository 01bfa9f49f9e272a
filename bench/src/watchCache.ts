import { Agent } from 'https';
import type { KubernetesEndpoint } from '@internal/testbed';
import { HttpCluster } from '@vtasker/backstage-plugin-service-manager-node';
// What is measured is inside of a room, and no package exports it.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { WatchCache } from '../../plugins/service-manager-backend/src/workloads/cache';
import { measureCacheMemory } from './cacheMemory';
import type { Result } from './report';

const KINDS = [
  ['Deployment', '/apis/apps/v1/deployments'],
  ['ReplicaSet', '/apis/apps/v1/replicasets'],
  ['Pod', '/api/v1/pods'],
] as const;

/** Every page of every kind, as the API sends them, as JSON. */
async function readPages(kubernetes: KubernetesEndpoint) {
  const pages: string[] = [];
  for (const [kind, path] of KINDS) {
    let token: string | undefined;
    do {
      const more = token ? `&continue=${encodeURIComponent(token)}` : '';
      const list = await kubernetes.client.request<any>(
        'GET',
        `${path}?limit=500${more}`,
      );
      token = list.metadata.continue;
      pages.push(
        JSON.stringify(list.items.map((object: any) => ({ kind, object }))),
      );
    } while (token);
  }
  return pages;
}

async function firstSync(kubernetes: KubernetesEndpoint) {
  const agent = new Agent({ keepAlive: true, ca: kubernetes.ca });
  const cluster = HttpCluster.create({
    name: 'bench',
    url: kubernetes.url,
    connect: async () => ({
      agent,
      headers: { authorization: `Bearer ${kubernetes.tokens.portal}` },
    }),
  });
  const quiet = () => {};
  const logger: any = { info: quiet, warn: quiet, error: quiet, debug: quiet };
  logger.child = () => logger;
  const cache = WatchCache.create({
    clusters: { list: () => [cluster], get: () => cluster },
    logger,
  });
  const started = Date.now();
  cache.start();
  if (!(await cache.ready(600_000))) throw new Error('It never synced');
  const took = Date.now() - started;
  await cache.stop();
  agent.destroy();
  return took;
}

/** What the watch cache costs with what is in a real API server now. */
export async function watchCache(
  kubernetes: KubernetesEndpoint,
): Promise<Result> {
  const synced = await firstSync(kubernetes);
  const pages = await readPages(kubernetes);
  const memory = measureCacheMemory(function* parsed() {
    for (const page of pages) yield JSON.parse(page);
  });
  return {
    title: 'Watch cache',
    how: `${memory.pods} pods with their Deployments and ReplicaSets, created on a real API server: heap after a forced collection, divided by the pods, with all indexes.`,
    rows: [
      {
        what: 'Heap a pod',
        value: `${memory.bytesPerPod} bytes (the same pods as the API sends them: ${memory.rawBytesPerPod})`,
        bound: '<= 1536 bytes',
        met: memory.bytesPerPod <= 1536,
      },
      { what: 'Time to the first full sync', value: `${synced} ms` },
      {
        what: 'A relist in which nothing has changed, CPU',
        value: `${memory.relistMs} ms (taking everything for the first time: ${memory.firstSyncMs} ms)`,
      },
    ],
  };
}
