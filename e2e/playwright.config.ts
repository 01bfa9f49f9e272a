import { chromiumArguments, chromiumPath } from '@internal/testbed';
import { defineConfig } from '@playwright/test';
import type { StageOptions } from './src/fixtures';

// The long ones run on their own: TEST_TIER=long.
const long = process.env.TEST_TIER === 'long';

export default defineConfig<object, StageOptions>({
  testDir: './src/journeys',
  projects: long
    ? [
        {
          // What the embedded clusters show is shown by real ones too.
          name: 'real control planes',
          testMatch:
            '**/{services,fleet,stop,rollback,live,restart}.journey.ts',
          timeout: 240_000,
          expect: { timeout: 60_000 },
          use: { cluster: 'real', actionTimeout: 60_000 },
        },
        {
          // The example fleets under load, seen through Loki, Prometheus and Alertmanager.
          name: 'real observability',
          testMatch: '**/*.observed.journey.ts',
          timeout: 240_000,
          expect: { timeout: 60_000 },
          use: { cluster: 'real', observability: true, actionTimeout: 60_000 },
        },
        { name: 'scratch portal', testMatch: '**/*.long.journey.ts' },
      ]
    : [
        {
          name: 'embedded clusters',
          testMatch: '**/*.journey.ts',
          testIgnore: '**/*.{long,observed}.journey.ts',
        },
      ],
  // One portal, whose services the journeys stop and start: one at a time.
  workers: 1,
  fullyParallel: false,
  // A journey that fails now and then has a cause; a retry would hide it.
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  outputDir: './artefacts/failures',
  use: {
    actionTimeout: 20_000,
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromiumPath(),
      args: chromiumArguments,
    },
  },
});
