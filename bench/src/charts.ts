import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { startSandbox } from '@internal/sandbox';
import { startPortal } from '@internal/testbed';
import type { CDPSession, Page } from '@playwright/test';
import { enter, openBrowser, openPage } from './browser';
import { catalogOf, deployment, NAMESPACE, serviceName } from './fleet';
import { percentile, Result } from './report';

const CHARTS = 20;
const POINTS = 1000;
const ROUNDS = 7;
const STEP_SECONDS = 60;

/** What the benchmark writes down in the page. */
interface Seen {
  /** When something was last drawn into a canvas. */
  drawn: number;
  /** When the frame after that was on the screen. */
  painted: number;
}

/** Metrics of a service, larger than any real one has. */
function manyCharts() {
  const first = Math.floor(Date.now() / 60_000) * 60_000;
  const values = (chart: number) =>
    Array.from(
      { length: POINTS },
      (_, at) =>
        0.3 + 0.1 * Math.sin((at + 37 * chart) / 41) + ((at * 7919) % 97) / 2e3,
    );
  return {
    source: 'prometheus',
    why: 'A benchmark.',
    from: new Date(first - (POINTS - 1) * STEP_SECONDS * 1000).toISOString(),
    stepSeconds: STEP_SECONDS,
    steps: POINTS,
    panels: Array.from({ length: CHARTS }, (_, chart) => ({
      id: `chart-${chart}`,
      title: `Chart ${chart}`,
      unit: 'cores',
      series: [
        { name: 'Use', role: 'value', values: values(chart) },
        { name: 'Limit', role: 'limit', values: Array(POINTS).fill(0.5) },
      ],
      warnings: [],
    })),
    markers: [],
    notices: [],
  };
}

/** Notes in the page when canvases are drawn into, and when that is seen. */
function watchCanvases() {
  const seen: Seen = { drawn: 0, painted: 0 };
  Object.assign(window, { seen });
  const { stroke } = CanvasRenderingContext2D.prototype;
  const watched = function watched(
    this: CanvasRenderingContext2D,
    ...given: unknown[]
  ) {
    const now = performance.now();
    seen.drawn = now;
    requestAnimationFrame(() =>
      // A task after the frame: by then it has been handed to the screen.
      setTimeout(() => {
        if (seen.drawn === now) seen.painted = performance.now();
      }),
    );
    return Reflect.apply(stroke, this, given);
  };
  Object.assign(CanvasRenderingContext2D.prototype, { stroke: watched });
}

/** Milliseconds from the last byte of the answer until all charts are seen. */
async function timeToPaint(page: Page): Promise<number> {
  await page.waitForFunction(
    count => {
      const { painted, drawn } = (window as unknown as { seen: Seen }).seen;
      return (
        document.querySelectorAll('canvas').length === count &&
        painted > 0 &&
        performance.now() - drawn > 1000
      );
    },
    CHARTS,
    { polling: 200, timeout: 60_000 },
  );
  return page.evaluate(() => {
    const answers = performance
      .getEntriesByType('resource')
      .filter(({ name }) => /\/metrics\?/.test(name));
    const first = answers[0] as PerformanceResourceTiming;
    return (
      (window as unknown as { seen: Seen }).seen.painted - first.responseEnd
    );
  });
}

/** What the page's thread took of a processor so far, in ms. */
async function workOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (
    (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
  );
}

/** The longest time between two frames while the pointer goes over a chart. */
async function longestFrame(page: Page): Promise<number> {
  await page.evaluate(() => {
    const frames = { longest: 0, last: performance.now() };
    Object.assign(window, { frames });
    const next = (now: number) => {
      frames.longest = Math.max(frames.longest, now - frames.last);
      frames.last = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(now => {
      frames.last = now;
      requestAnimationFrame(next);
    });
  });
  const box = (await page.locator('.u-over').first().boundingBox())!;
  for (let at = 0; at < 200; at++) {
    await page.mouse.move(box.x + (box.width * at) / 200, box.y + 50);
  }
  return page.evaluate(
    () => (window as unknown as { frames: { longest: number } }).frames.longest,
  );
}

/** The Metrics tab with many charts: painting them, and pointing at them. */
export async function charts(): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'service-manager-bench-'));
  const sandbox = await startSandbox({
    objects: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
      deployment(serviceName(0), 1),
    ] as any,
  });
  const portal = await startPortal({
    clusters: [{ name: 'bench', url: sandbox.url, token: 'sandbox' }],
    folder,
    extraConfig: { catalog: catalogOf(folder, 1) },
  });
  const browser = await openBrowser();
  try {
    await portal.ready();
    await portal.catalogHolds(1);
    const page = await openPage(browser);
    await page.addInitScript(watchCanvases);
    const session = await page.context().newCDPSession(page);
    // What else runs on the machine has no part in a thread's own time.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const body = JSON.stringify(manyCharts());
    let before = 0;
    await page.route(/\/v1\/services\/.*\/metrics\?/, async route => {
      // The page around the charts is done.
      await page.evaluate(
        () =>
          new Promise(done => {
            requestIdleCallback(done, { timeout: 5000 });
          }),
      );
      before = await workOf(session);
      await route.fulfill({ body, contentType: 'application/json' });
    });
    const path = `/catalog/default/component/${serviceName(0)}/metrics`;
    await enter(page, `${portal.url}${path}`, 'Ada Quinn');
    // The first one also compiles the page's scripts.
    await timeToPaint(page);
    const times: number[] = [];
    const works: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await page.reload();
      times.push(await timeToPaint(page));
      works.push((await workOf(session)) - before);
    }
    const longest = await longestFrame(page);
    const worst = Math.max(...times);
    return {
      title: 'Metrics tab',
      how: `${CHARTS} charts of ${POINTS} points and a limit, 1,440 pixels wide, ${ROUNDS} times, in Chromium without a window: from the last byte of the answer until all of them are on the screen, with everything around them. Then the pointer goes over a chart; the crosshair stands in all.`,
      rows: [
        {
          what: `${CHARTS} charts painted, median`,
          value: `${percentile(times, 50).toFixed(0)} ms`,
          bound: '<= 300 ms',
          met: percentile(times, 50) <= 300,
        },
        {
          what: "Of that, the page's own work (processor time of its thread), median",
          value: `${percentile(works, 50).toFixed(0)} ms`,
        },
        {
          what: `${CHARTS} charts painted, slowest`,
          value: `${worst.toFixed(0)} ms`,
        },
        {
          what: 'Longest frame while the crosshair moves',
          value: `${longest.toFixed(0)} ms`,
        },
      ],
    };
  } finally {
    await browser.close();
    await portal.stop();
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
