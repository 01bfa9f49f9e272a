import { mkdirSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Page, test as base } from '@playwright/test';
import {
  available,
  exampleClusterNames,
  ExampleClusters,
  exampleEntityCount,
  KubeClient,
  missingParts,
  observe,
  Observing,
  observingConfig,
  ObservingParts,
  Portal,
  realClusters,
  repositoryRoot,
  sandboxClusters,
  startObservingParts,
  startPortal,
  stopAll,
} from '@internal/testbed';

const artefacts = join(repositoryRoot, 'e2e/artefacts');

/** What a project of the configuration may choose. */
export interface StageOptions {
  /** Where the example fleets run: embedded, or on real control planes. */
  cluster: 'sandbox' | 'real';
  /**
   * Loki, Prometheus and Alertmanager watch over the fleets, whose example
   * service runs under load. Real control planes only.
   */
  observability: boolean;
}

export interface Stage {
  portal: Portal;
  clusters: ExampleClusters;
  /** What watches over the fleets, with `observability`. */
  observing?: ObservingParts;
  /** Asks a cluster directly, past the portal, with the portal's rights. */
  client(cluster: string): KubeClient;
  /** The same as who may do everything; on real control planes only. */
  admin(cluster: string): KubeClient;
}

interface Fixtures {
  parts: void;
  enter: (person: string, path?: string) => Promise<void>;
}

/**
 * A portal with the example fleets, one for all journeys of a worker. A
 * journey uses a service of its own, or puts back what it did.
 */
export const test = base.extend<Fixtures, StageOptions & { stage: Stage }>({
  cluster: ['sandbox', { scope: 'worker', option: true }],
  observability: [false, { scope: 'worker', option: true }],
  stage: [
    async ({ cluster, observability }, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'service-manager-e2e-'));
      const real = cluster === 'real' ? await realClusters() : undefined;
      const clusters: ExampleClusters = real ?? (await sandboxClusters());
      let portal: Portal | undefined;
      let parts: ObservingParts | undefined;
      let observing: Observing | undefined;
      try {
        if (observability && real) {
          const say = (text: string) => console.log(text);
          parts = await startObservingParts(exampleClusterNames, say);
          const { endpoints } = real;
          observing = await observe({ clusters: endpoints, parts, say });
        }
        portal = await startPortal({
          clusters: clusters.clusters,
          folder,
          settings: parts && observingConfig(parts),
        });
        await portal.ready();
        await portal.catalogHolds(exampleEntityCount());
        await observing?.settled();
        await use({
          portal,
          clusters,
          observing: parts,
          admin(name) {
            if (!real) throw new Error('Only real control planes have one.');
            return real.endpoints[name].client;
          },
          client(name) {
            const found = clusters.clusters.find(c => c.name === name)!;
            return new KubeClient({
              url: found.url,
              token: found.token,
              ca:
                found.caData && Buffer.from(found.caData, 'base64').toString(),
            });
          },
        });
      } finally {
        await portal?.stop();
        await observing?.stop();
        // The parts too.
        await Promise.all([clusters.stop(), stopAll()]);
        rmSync(folder, { recursive: true, force: true });
      }
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  // Before the stage is built: what it needs may be missing here.
  parts: [
    async ({ cluster, observability }, use, testInfo) => {
      const { available: here, reason } =
        cluster === 'real'
          ? available('kubernetes')
          : { available: true, reason: '' };
      testInfo.skip(!here, `kubernetes: ${reason}`);
      const missing = observability ? missingParts() : [];
      testInfo.skip(
        missing.length > 0,
        missing.map(part => `${part.name}: ${part.reason}`).join(' '),
      );
      await use();
    },
    { auto: true },
  ],
  enter: async ({ page, stage }, use) => {
    await use(async (person, path = '/') => {
      await page.goto(`${stage.portal.url}${path}`);
      await page.getByRole('button', { name: `Enter as ${person}` }).click();
    });
  },
});

export { expect } from '@playwright/test';

/** The Service tab of an example service. */
export function servicePath(name: string, kind = 'component') {
  return `/catalog/default/${kind}/${name}/service`;
}

/** Keeps a picture of a state, for whoever looks at the run afterwards. */
export async function picture(page: Page, name: string) {
  // Each project has a folder, so that one does not write over the other's.
  const project = test.info().project.name.replace(/\W+/g, '-');
  const folder = join(artefacts, 'pictures', project);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/**
 * A picture that the documents show, renewed by `make pictures`: it comes out
 * of a journey, so that it is true.
 */
export async function shownPicture(
  page: Page,
  name: 'service-tab' | 'fleet' | 'rollback-diff',
  size: { width: number; height: number },
) {
  await picture(page, name);
  if (!process.env.PICTURES) return;
  const before = page.viewportSize();
  await page.setViewportSize(size);
  const folder = join(repositoryRoot, 'docs/pictures');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({
    path: join(folder, `${name}.png`),
    animations: 'disabled',
  });
  if (before) await page.setViewportSize(before);
}
