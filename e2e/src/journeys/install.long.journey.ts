import { spawn } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { expect, test } from '@playwright/test';
import { freePorts, sandboxClusters } from '@internal/testbed';
import { picture } from '../fixtures';
import { createScratchPortal, packPlugins } from '../install/scratchPortal';

test('a portal made by create-app shows the tab after the three steps of the README', async ({
  page,
}) => {
  test.setTimeout(20 * 60_000);
  const folder = mkdtempSync(join(tmpdir(), 'service-manager-install-'));
  const portal = join(folder, 'portal');
  const clusters = await sandboxClusters();
  const [port] = await freePorts(1);
  const url = `http://localhost:${port}`;
  createScratchPortal({
    folder: portal,
    tarballs: packPlugins(join(folder, 'packed')),
    config: {
      backend: {
        baseUrl: url,
        listen: { port, host: '127.0.0.1' },
        database: { client: 'better-sqlite3', connection: ':memory:' },
      },
      integrations: {},
      kubernetes: {
        serviceLocatorMethod: { type: 'multiTenant' },
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: clusters.clusters.map(c => ({
              name: c.name,
              url: c.url,
              authProvider: 'serviceAccount',
              serviceAccountToken: c.token,
            })),
          },
        ],
      },
    },
  });
  const backend = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs', {
        paths: [portal],
      }),
      'src/index.ts',
      '--config',
      '../../app-config.yaml',
    ],
    {
      cwd: join(portal, 'packages/backend'),
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        APP_CONFIG_app_baseUrl: url,
        NODE_ENV: 'development',
      },
    },
  );
  try {
    await expect
      .poll(
        async () =>
          (
            await fetch(`${url}/.backstage/health/v1/readiness`).catch(
              () => undefined,
            )
          )?.ok,
        { timeout: 180_000 },
      )
      .toBe(true);
    await page.goto(`${url}/catalog/default/component/example-website`);
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.getByRole('link', { name: 'Service', exact: true }).click();
    await expect(page.getByRole('button', { name: /^Stop/ })).toBeVisible();
    await picture(page, 'scratch-portal');
  } finally {
    backend.kill('SIGKILL');
    await clusters.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
