import { existsSync, mkdtempSync, readdirSync, rmSync } from 'fs';
import { constants, setPriority, tmpdir } from 'os';
import { join } from 'path';
import type { Browser, Page } from '@playwright/test';
import { startSandbox } from '@internal/sandbox';
import { startPortal, waitFor } from '@internal/testbed';
import { enter, openBrowser, openPage } from '../browser';
import { catalogOf, deployment, NAMESPACE, serviceName } from '../fleet';
import { FloodedCluster } from './FloodedCluster';

/** Whose lines the benchmark writes. */
const FLOODED = serviceName(0);
/** Whose lines are those of the embedded cluster. */
export const QUIET = serviceName(1);

export interface Stage {
  browser: Browser;
  cluster: FloodedCluster;
  url: string;
  /** The Logs tab of the service that is flooded, followed, without a line. */
  openFlooded(): Promise<Page>;
  /** While somebody who has no page reads the lines of that service. */
  whileDrained<T>(work: () => Promise<T>): Promise<T>;
}

export function logsPath(service: string) {
  return `/catalog/default/component/${service}/logs`;
}

/**
 * A portal over the embedded cluster, where one service of three pods writes
 * as many lines as it is told: they take the whole way, through the backend.
 */
export async function onStage<T>(work: (stage: Stage) => Promise<T>) {
  const folder = mkdtempSync(join(tmpdir(), 'service-manager-bench-'));
  const sandbox = await startSandbox({
    objects: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
      deployment(FLOODED, 3),
      deployment(QUIET, 3),
    ] as any,
  });
  const cluster = await FloodedCluster.start(sandbox.url, FLOODED);
  const portal = await startPortal({
    clusters: [{ name: 'bench', url: cluster.url, token: 'sandbox' }],
    folder,
    extraConfig: { catalog: catalogOf(folder, 2) },
  });
  let browser: Browser | undefined;
  try {
    browser = await openBrowser();
    await portal.ready();
    standBehind(portal.pid);
    standBehind(process.pid);
    await portal.catalogHolds(2);
    const { url } = portal;
    return await work({
      browser,
      cluster,
      url,
      openFlooded: () => openFlooded(browser!, url, cluster),
      whileDrained: async inner => {
        const token = await portal.tokenOf('user:default/ada');
        return whileDrained(url, token, cluster, inner);
      },
    });
  } finally {
    await browser?.close();
    await portal.stop();
    cluster.stop();
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * In use the cluster and the backend are other machines. Here they share the
 * processors with the browser, which would be measured waiting for them.
 */
function standBehind(pid: number) {
  const folder = `/proc/${pid}/task`;
  // Linux has a priority for each thread, of which some collect garbage.
  const threads = existsSync(folder) ? readdirSync(folder).map(Number) : [pid];
  for (const thread of threads) {
    setPriority(thread, constants.priority.PRIORITY_LOW);
  }
}

async function openFlooded(
  browser: Browser,
  url: string,
  cluster: FloodedCluster,
) {
  const page = await openPage(browser);
  await enter(page, `${url}${logsPath(FLOODED)}`, 'Ada Quinn');
  await page.getByText('3 containers followed').waitFor();
  await waitFor('three followed pods', () => cluster.followed === 3);
  return page;
}

async function whileDrained<T>(
  url: string,
  token: string,
  cluster: FloodedCluster,
  work: () => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const response = await fetch(
    `${url}/api/service-manager/v1/services/default/component/${FLOODED}/logs/stream`,
    { headers: { authorization: `Bearer ${token}` }, signal: end.signal },
  );
  if (!response.ok) throw new Error(`The stream answers ${response.status}`);
  const reading = (async () => {
    const reader = response.body!.getReader();
    while (!(await reader.read()).done);
  })();
  try {
    await waitFor('three followed pods', () => cluster.followed === 3);
    return await work();
  } finally {
    end.abort();
    await reading.catch(() => {});
  }
}
