import { existsSync } from 'fs';
import { defineConfig } from '@playwright/test';

const executablePath = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
].find(path => path && existsSync(path));

export default defineConfig({
  testDir: './src/journeys',
  // The long ones run on their own: TEST_TIER=long.
  testMatch:
    process.env.TEST_TIER === 'long'
      ? '**/*.long.journey.ts'
      : '**/*.journey.ts',
  testIgnore: process.env.TEST_TIER === 'long' ? [] : '**/*.long.journey.ts',
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
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
