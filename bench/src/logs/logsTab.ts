import type { Page } from '@playwright/test';
import { enter, openPage } from '../browser';
import { percentile, Result, Row } from '../report';
import { allCounted, atRest, Counted, countedRow } from './counted';
import { logViewerAtOnce, logViewerStreamed } from './logViewer';
import { PageMeasures, Smoothness } from './pageMeasures';
import { logsPath, onStage, QUIET, Stage } from './stage';

const ROWS = 100_000;
const STEADY = { linesPerSecond: 5000, seconds: 60 };
const BURST = { linesPerSecond: 50_000, seconds: 5 };
const LONG_LINE = 20_000_000;

/** Both parts, in one portal. */
export async function logsTab(): Promise<Result[]> {
  return onStage(async stage => [await rowsOn(stage), await burstOn(stage)]);
}

/** Many rows: their heap, and how smooth the page is while they come. */
export async function logsRows(): Promise<Result> {
  return onStage(rowsOn);
}

/** The first line, a burst, a very long line. */
export async function logsBurst(): Promise<Result> {
  return onStage(burstOn);
}

async function rowsOn(stage: Stage): Promise<Result> {
  const { browser, cluster } = stage;
  const page = await stage.openFlooded();
  const past = await atRest(page);
  const measures = await PageMeasures.of(page);
  const empty = await measures.heap();
  const before = cluster.produced;
  let seen!: Counted;
  let produced = 0;
  const steady = await measures.during(async () => {
    await cluster.pour(STEADY.linesPerSecond, STEADY.seconds);
    produced = cluster.produced - before;
    seen = await allCounted(page, produced, past);
  });
  const heap = await measures.heap();
  await page.close();
  const nothing = await smoothnessOfNothing(stage);
  const once = await logViewerAtOnce(browser, ROWS);
  const streamed = await logViewerStreamed(browser, {
    lines: ROWS,
    linesPerSecond: STEADY.linesPerSecond,
  });
  const mb = (value: number) => `${value.toFixed(0)} MB`;
  const count = (value: number) => value.toLocaleString('en-US');
  return {
    title: 'Logs tab: 100,000 rows',
    how: `In Chromium, in the portal, through the backend: three pods write ${count(
      STEADY.linesPerSecond,
    )} lines a second for ${
      STEADY.seconds
    } s (about 200 characters each) while the tab follows them; then the heap and the array buffers of the whole page, portal included, after a collection of garbage. (The browser goes before the backend and the cluster on the processors that they share here.) Beside it the LogViewer of @backstage/core-components with the same lines on a page of its own: given at once, and as a stream gives them, ten times a second.`,
    rows: [
      {
        what: `Heap of the page with ${count(seen.held)} rows`,
        value: `${mb(heap)} (${mb(empty)} of it before the first line)`,
        bound: '<= 80 MB',
        met: heap <= 80 && seen.held === ROWS,
      },
      {
        what: `LogViewer, ${count(ROWS)} lines at once`,
        value: `${mb(once.heap)} (${mb(once.empty)} of it before), ${ratio(
          once.heap - once.empty,
          heap - empty,
        )} times the growth of ours`,
      },
      {
        what: `LogViewer, streamed, after ${count(streamed.given)} lines`,
        value: `${mb(streamed.heap)} (at most ${mb(streamed.most)}), ${ratio(
          streamed.heap,
          heap - empty,
        )} times the growth of ours`,
      },
      {
        what: `Frames over 50 ms while ${count(
          STEADY.linesPerSecond,
        )} lines a second come, ${STEADY.seconds} s`,
        value: saySmooth(steady),
        bound: 'none',
        met: steady.slow === 0,
      },
      {
        what: 'An empty page, while the same lines are read outside of the browser',
        value: saySmooth(nothing),
      },
      {
        what: 'LogViewer: the same until it was done or full',
        value: saySmooth(streamed.smoothness),
      },
      countedRow(seen, produced),
    ],
  };
}

/** Of a page that has nothing to do, with the same load beside it. */
async function smoothnessOfNothing(stage: Stage): Promise<Smoothness> {
  const { browser, cluster } = stage;
  const page = await openPage(browser);
  const measures = await PageMeasures.of(page);
  const smoothness = await stage.whileDrained(() =>
    measures.during(() => cluster.pour(STEADY.linesPerSecond, STEADY.seconds)),
  );
  await page.close();
  return smoothness;
}

async function burstOn(stage: Stage): Promise<Result> {
  const { cluster } = stage;
  const first = await firstLines(stage);
  const page = await stage.openFlooded();
  const past = await atRest(page);
  const measures = await PageMeasures.of(page);
  const before = cluster.produced;
  let seen!: Counted;
  let produced = 0;
  const burst = await measures.during(async () => {
    await cluster.pour(BURST.linesPerSecond, BURST.seconds);
    produced = cluster.produced - before;
    seen = await allCounted(page, produced, past);
  });
  await page.close();
  const slow = await burstForSlowViewer(stage);
  const whole = await longLineThroughBackend(stage);
  const bare = await longLineInBrowser(stage);
  const typical = percentile(first, 50);
  return {
    title: 'Logs tab: bursts, long lines, the first line',
    how: `In Chromium, in the portal, through the backend: from the click on the tab to the frame with the first line (median of ${
      first.length
    }); ${BURST.linesPerSecond.toLocaleString('en-US')} lines a second for ${
      BURST.seconds
    } s from three pods; one line of 20 MB, through the backend (which cuts it) and, as a backend that does not cut would send it, straight into the page.`,
    rows: [
      {
        what: 'First line on screen',
        value: `${typical.toFixed(0)} ms (longest ${percentile(
          first,
          100,
        ).toFixed(0)} ms)`,
        bound: '<= 1000 ms',
        met: typical <= 1000,
      },
      countedRow(seen, produced),
      { what: 'Frames over 50 ms meanwhile', value: saySmooth(burst) },
      countedRow(slow.seen, slow.produced, ', the page blocked for 4 s'),
      longLineRow('through the backend', whole),
      longLineRow('uncut, read, shown and opened', bare),
    ],
  };
}

function longLineRow(how: string, { longest, longestWork }: Smoothness): Row {
  return {
    what: `A line of 20 MB, ${how}: longest block`,
    value: `${longest.toFixed(0)} ms (${longestWork.toFixed(
      0,
    )} ms of a processor)`,
    bound: '< 100 ms',
    met: longest < 100,
  };
}

function saySmooth(smooth: Smoothness): string {
  const { slow, frames, p99, longest, workInLongest } = smooth;
  const { longestWork, busy } = smooth;
  return `${slow} of ${frames} frames (p99 ${p99.toFixed(
    0,
  )} ms, longest ${longest.toFixed(
    0,
  )} ms, in which the page's thread worked ${workInLongest.toFixed(
    0,
  )} ms of a processor; the longest task took ${longestWork.toFixed(
    0,
  )} ms of a processor; the page's thread worked ${(busy * 100).toFixed(
    0,
  )} % of the time)`;
}

function ratio(a: number, b: number): string {
  return (a / b).toFixed(1);
}

/** The same burst for a page that takes nothing for a while. */
async function burstForSlowViewer({ cluster, openFlooded }: Stage) {
  const page = await openFlooded();
  const past = await atRest(page);
  const before = cluster.produced;
  await Promise.all([
    cluster.pour(BURST.linesPerSecond, BURST.seconds),
    page.evaluate(() => {
      const end = performance.now() + 4000;
      while (performance.now() < end);
    }),
  ]);
  const produced = cluster.produced - before;
  const seen = await allCounted(page, produced, past);
  await page.close();
  return { seen, produced };
}

/** From the click on the tab to the frame with the first line, in ms. */
async function firstLines({ browser, url }: Stage): Promise<number[]> {
  const page = await openPage(browser);
  const overview = `${url}${logsPath(QUIET).replace(/logs$/, '')}`;
  await enter(page, overview, 'Ada Quinn');
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    // Loaded anew: the tab's own code has to be fetched too.
    await page.goto(overview);
    const tab = page.getByRole('link', { name: 'Logs', exact: true });
    await tab.waitFor();
    await page.evaluate(() => {
      const timed = new Promise<number>(resolve => {
        document.addEventListener(
          'click',
          () => {
            const clicked = performance.now();
            const look = () => {
              const passed = performance.now() - clicked;
              const there = document.querySelector(
                '[aria-label="Log lines"] [role="row"]',
              );
              if (there || passed > 20_000) {
                requestAnimationFrame(() =>
                  resolve(performance.now() - clicked),
                );
              } else requestAnimationFrame(look);
            };
            look();
          },
          { capture: true, once: true },
        );
      });
      Object.assign(window, { benchFirstLine: timed });
    });
    await tab.click();
    times.push(await page.evaluate(() => (window as any).benchFirstLine));
  }
  await page.close();
  return times;
}

/** At its begin: its middle lies far outside of the window. */
async function openLongLine(page: Page) {
  const row = page.getByRole('row').filter({ hasText: 'begins xxx' });
  await row.click({ position: { x: 250, y: 8 } });
}

async function longLineThroughBackend(stage: Stage) {
  const page = await stage.openFlooded();
  const measures = await PageMeasures.of(page);
  const text = `begins ${'x'.repeat(LONG_LINE)} ends`;
  const smooth = await measures.during(async () => {
    stage.cluster.writeLine(text);
    await page.getByText('characters were cut off').first().waitFor();
    await openLongLine(page);
    await page.getByRole('complementary', { name: 'Line' }).waitFor();
  });
  await page.close();
  return smooth;
}

/** The stream is answered in the browser, so that nothing cuts the line. */
async function longLineInBrowser(stage: Stage) {
  const page = await stage.openFlooded();
  await page.addInitScript(length => {
    const real = window.fetch;
    window.fetch = async (input, init) => {
      const address = String((input as Request).url ?? input);
      if (!address.includes('/logs/stream')) return real(input, init);
      const line = JSON.stringify({
        type: 'line',
        ns: `${Date.now()}000000`,
        cursor: 'long',
        cluster: 'bench',
        pod: 'long-0',
        container: 'long',
        level: 'info',
        text: `begins ${'x'.repeat(length)} ends`,
      });
      const bytes = new TextEncoder().encode(`${line}\n`);
      const heartbeat = JSON.stringify({
        type: 'heartbeat',
        source: 'pods',
        at: new Date().toISOString(),
        followed: 1,
      });
      let at = 0;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(`${heartbeat}\n`));
        },
        // As the network gives it: in pieces, when the bench says so.
        async pull(controller) {
          await (window as any).benchBegin;
          if (at >= bytes.length) await new Promise(() => {});
          controller.enqueue(bytes.subarray(at, at + 65_536));
          at += 65_536;
          await new Promise(resolve => setTimeout(resolve));
        },
      });
      return new Response(body);
    };
    Object.assign(window, {
      benchBegin: new Promise<void>(resolve => {
        Object.assign(window, { benchPour: resolve });
      }),
    });
  }, LONG_LINE);
  await page.reload();
  await page.getByText('Live', { exact: true }).last().waitFor();
  const measures = await PageMeasures.of(page);
  const smooth = await measures.during(async () => {
    await page.evaluate(() => (window as any).benchPour());
    await openLongLine(page);
    await page.getByRole('complementary', { name: 'Line' }).waitFor();
  });
  await page.close();
  return smooth;
}
