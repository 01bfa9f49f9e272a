import { existsSync } from 'fs';
import { Browser, chromium, Page } from '@playwright/test';

/** Chromium as a person would have it, but without a window. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
  ].find(path => path && existsSync(path));
  if (!executablePath) {
    throw new Error('No Chromium here; set CHROMIUM_PATH to one');
  }
  return chromium.launch({
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
  });
}

/** Opens a page of the portal as one of the people of the development sign-in. */
export async function enter(page: Page, url: string, person: string) {
  await page.goto(url);
  await page.getByRole('button', { name: `Enter as ${person}` }).click();
}
