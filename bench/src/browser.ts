import { chromiumArguments, chromiumPath } from '@internal/testbed';
import { Browser, chromium, Page } from '@playwright/test';

/** Chromium as a person would have it, but without a window. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (!executablePath) {
    throw new Error('No Chromium here; set CHROMIUM_PATH to one');
  }
  return chromium.launch({ executablePath, args: chromiumArguments });
}

/** A page in which the functions of a benchmark can run. */
export async function openPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
  });
  // What runs the sources keeps the names of inner functions by a helper.
  await page.addInitScript('globalThis.__name = given => given;');
  await page.goto('about:blank');
  return page;
}

/** Opens a page of the portal as one of the people of the development sign-in. */
export async function enter(page: Page, url: string, person: string) {
  await page.goto(url);
  await page.getByRole('button', { name: `Enter as ${person}` }).click();
}
