import { build } from 'esbuild';
import { join } from 'path';
import type { Browser } from '@playwright/test';
import { repositoryRoot } from '@internal/testbed';
import { openPage } from '../browser';
import { PageMeasures, Smoothness } from './pageMeasures';

/** More than this is not waited for: the tab would end by itself soon, in MB. */
const TOO_MUCH = 2500;

/** A page with nothing but the log viewer of Backstage's core. */
async function openViewer(browser: Browser) {
  const { outputFiles } = await build({
    entryPoints: [join(repositoryRoot, 'bench/src/logs/logViewerPage.tsx')],
    bundle: true,
    write: false,
    minify: true,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: {
      '@backstage/core-components/dist': join(
        repositoryRoot,
        'node_modules/@backstage/core-components/dist',
      ),
    },
    logLevel: 'error',
  });
  const page = await openPage(browser);
  await page.setContent('<div id="root"></div>');
  await page.addScriptTag({ content: outputFiles[0].text });
  return { page, measures: await PageMeasures.of(page) };
}

/** Heap of core's viewer with so many lines that came at once, in MB. */
export async function logViewerAtOnce(browser: Browser, lines: number) {
  const { page, measures } = await openViewer(browser);
  const empty = await measures.heap();
  await page.evaluate(count => (window as any).giveAll(count), lines);
  await page.getByText(`n=${lines - 1}`).waitFor();
  const heap = await measures.heap();
  await page.close();
  return { heap, empty };
}

/**
 * The same of a stream: core's viewer takes all text so far each time. Ends
 * early when it needs too much.
 */
export async function logViewerStreamed(
  browser: Browser,
  options: { lines: number; linesPerSecond: number },
) {
  const { page, measures } = await openViewer(browser);
  let most = 0;
  let given = 0;
  const smoothness: Smoothness = await measures.during(async () => {
    const watch = setInterval(async () => {
      const heap = await measures.heapNow().catch(() => 0);
      most = Math.max(most, heap);
      if (heap > TOO_MUCH) {
        await page.evaluate(() => (window as any).stopGiving()).catch(() => {});
      }
    }, 1000);
    given = await page
      .evaluate(
        ({ lines, linesPerSecond }) =>
          (window as any).giveStreamed(linesPerSecond, lines),
        options,
      )
      .finally(() => clearInterval(watch));
  });
  const heap = await measures.heap();
  await page.close();
  return { given, heap, most: Math.max(most, heap), smoothness };
}
