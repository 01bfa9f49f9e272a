import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  KubernetesEndpoint,
  Portal,
  startFaultProxy,
  startKubernetes,
  startPortal,
  waitFor,
} from '@internal/testbed';
import { catalogOf, deployment, entity, NAMESPACE, serviceName } from './fleet';
import { load } from './load';
import type { Result, Row } from './report';
import { watchCache } from './watchCache';

const SERVICES = 200;
const NODES = 40;

/** The two requests that show one entity: ours and the Kubernetes plugin's. */
function requestsFor(portal: Portal, token: string, name: string) {
  const authorization = `Bearer ${token}`;
  return {
    ours: {
      url: `${portal.url}/api/service-manager/v1/services/default/component/${name}`,
      method: 'GET' as const,
      headers: { authorization },
    },
    peers: {
      url: `${portal.url}/api/kubernetes/services/${name}`,
      method: 'POST' as const,
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ entity: entity(name), auth: {} }),
    },
  };
}

async function portalOver(
  kubernetes: KubernetesEndpoint,
  url: string,
  folder: string,
) {
  const portal = await startPortal({
    clusters: [
      {
        name: 'bench',
        url,
        token: kubernetes.tokens.portal,
        caData:
          url.startsWith('https') && kubernetes.ca
            ? Buffer.from(kubernetes.ca).toString('base64')
            : undefined,
      },
    ],
    folder,
    extraConfig: { catalog: catalogOf(folder, SERVICES) },
  });
  await portal.ready();
  await portal.catalogHolds(SERVICES);
  return portal;
}

async function pods(kubernetes: KubernetesEndpoint) {
  const list = await kubernetes.client.request<any>(
    'GET',
    `/api/v1/namespaces/${NAMESPACE}/pods?limit=1`,
  );
  return (list.metadata.remainingItemCount ?? 0) + list.items.length;
}

async function grow(kubernetes: KubernetesEndpoint, replicas: number) {
  await kubernetes.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    ...Array.from({ length: SERVICES }, (_, i) =>
      deployment(serviceName(i), replicas, `node-${(i % NODES) + 1}`),
    ),
  ]);
  await waitFor(
    `${SERVICES * replicas} pods`,
    async () => (await pods(kubernetes)) >= SERVICES * replicas,
    { timeoutMillis: 20 * 60_000, intervalMillis: 1000 },
  );
  // They are filled in no order, so all are waited for.
  for (let i = 0; i < SERVICES; i++) {
    await kubernetes.waitForReady('deployments', NAMESPACE, serviceName(i), {
      timeoutMillis: 20 * 60_000,
    });
  }
}

async function shows(
  portal: Portal,
  token: string,
  name: string,
  ready: number,
) {
  const { ours } = requestsFor(portal, token, name);
  await waitFor(
    `${name} with ${ready} pods`,
    async () => {
      const answer = await fetch(ours.url, { headers: ours.headers });
      if (!answer.ok) return false;
      const service = await answer.json();
      return service.workloads[0]?.replicas.ready === ready;
    },
    { timeoutMillis: 300_000, intervalMillis: 500 },
  );
}

/**
 * Opening a service's page: ours, from the watch cache, beside the Kubernetes
 * plugin's, in the same backend process and on the same real API server.
 */
export async function statusOfAnEntity(options: {
  podsPerService: number[];
  seconds: number;
}): Promise<Result[]> {
  let cache: Result | undefined;
  const rows: Row[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'service-manager-bench-'));
  const kubernetes = await startKubernetes({ name: 'bench', nodes: NODES });
  const name = serviceName(7);
  try {
    for (const [round, replicas] of options.podsPerService.entries()) {
      await grow(kubernetes, replicas);
      const size = `${SERVICES} services / ${SERVICES * replicas} pods`;
      if (round === 0) {
        const proxy = await startFaultProxy({
          url: kubernetes.url,
          ca: kubernetes.ca,
        });
        const portal = await portalOver(
          kubernetes,
          proxy.url,
          join(folder, 'counted'),
        );
        try {
          const token = await portal.tokenOf('user:default/ada');
          await shows(portal, token, name, replicas);
          const { ours, peers } = requestsFor(portal, token, name);
          const count = async (request: typeof ours | typeof peers) => {
            proxy.reset();
            const { url, ...init } = request;
            for (let i = 0; i < 10; i++) {
              const answer = await fetch(url, init);
              await answer.arrayBuffer();
              if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
            }
            return (proxy.counts().total ?? 0) / 10;
          };
          const peer = await count(peers);
          const own = await count(ours);
          // A counter that counts nothing would prove everything.
          if (!(peer > 0)) throw new Error('The proxy counted no call at all');
          rows.push({
            what: `API calls per view, ${size}`,
            value: `${own} (Kubernetes plugin: ${peer})`,
            bound: '0',
            met: own === 0,
          });
        } finally {
          await portal.stop();
          await proxy.stop();
        }
      }
      const portal = await portalOver(
        kubernetes,
        kubernetes.url,
        join(folder, `direct-${replicas}`),
      );
      try {
        const token = await portal.tokenOf('user:default/ada');
        await shows(portal, token, name, replicas);
        const { ours, peers } = requestsFor(portal, token, name);
        const { seconds } = options;
        await load({ ...ours, callers: 8, seconds: 3 });
        const peer8 = await load({ ...peers, callers: 8, seconds });
        const own8 = await load({ ...ours, callers: 8, seconds });
        const own1 = await load({ ...ours, callers: 1, seconds });
        const errors = peer8.errors + own8.errors + own1.errors;
        if (errors) throw new Error(`${errors} requests failed under load`);
        const ratio = own8.requestsPerSecond / peer8.requestsPerSecond;
        const bound = replicas >= 150 ? 100 : 20;
        rows.push(
          {
            what: `Requests/s at 8 callers, ${size}`,
            value: `${own8.requestsPerSecond.toFixed(
              0,
            )} (Kubernetes plugin: ${peer8.requestsPerSecond.toFixed(
              1,
            )}): ratio ${ratio.toFixed(1)}`,
            bound: `>= ${bound}`,
            met: ratio >= bound,
          },
          {
            what: `p50 / p99 at 8 callers, ${size}`,
            value: `${own8.p50} / ${own8.p99} ms (Kubernetes plugin: ${peer8.p50} / ${peer8.p99} ms)`,
          },
          {
            what: `p99 at one caller, ${size}`,
            value: `${own1.p99} ms`,
            bound: '<= 10 ms',
            met: own1.p99 <= 10,
          },
        );
      } finally {
        await portal.stop();
      }
    }
    cache = await watchCache(kubernetes);
  } finally {
    await kubernetes.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const status = {
    title: 'Status of an entity',
    how: 'One service among 200, asked again and again over HTTP with a signed-in user and permissions on: ours, and the Kubernetes plugin in the same backend process on the same real API server. Calls to the API are counted at the fault proxy; loads go to the API server directly.',
    rows,
  };
  return [status, cache];
}
