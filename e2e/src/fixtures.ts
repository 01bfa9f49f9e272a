import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Page, test as base } from '@playwright/test';
import type { Sandbox } from '@internal/sandbox';
import {
  ExampleClusters,
  exampleEntityCount,
  Portal,
  repositoryRoot,
  sandboxClusters,
  startPortal,
} from '@internal/testbed';

const artefacts = join(repositoryRoot, 'e2e/artefacts');

export interface Stage {
  portal: Portal;
  clusters: ExampleClusters<Sandbox>;
}

/**
 * A portal with the example fleets on embedded clusters, one for all journeys
 * of a worker. A journey uses a service of its own, or puts back what it did.
 */
export const test = base.extend<
  { enter: (person: string, path?: string) => Promise<void> },
  { stage: Stage }
>({
  stage: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'service-manager-e2e-'));
      const clusters = await sandboxClusters();
      const portal = await startPortal({ clusters: clusters.clusters, folder });
      await portal.ready();
      await portal.catalogHolds(exampleEntityCount());
      await use({ portal, clusters });
      await portal.stop();
      await clusters.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 180_000 },
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
  mkdirSync(join(artefacts, 'pictures'), { recursive: true });
  const path = join(artefacts, 'pictures', `${name}.png`);
  await page.screenshot({ path });
  // `make pictures`: those that the documents show are journeys' pictures, so
  // that they are true.
  const shown = join(repositoryRoot, 'docs/pictures', `${name}.png`);
  if (process.env.PICTURES) copyFileSync(path, shown);
}
