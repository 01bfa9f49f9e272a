import type { Page } from '@playwright/test';
import { expectNoSeriousFault } from '../axe';
import { expect, picture, servicePath, test } from '../fixtures';

function metricsPath(name: string, query = '') {
  return `/catalog/default/component/${name}/metrics${query}`;
}

const chart = (page: Page, title: string) =>
  page.getByRole('slider', { name: new RegExp(`^${title} over time`) });
const plot = (page: Page, title: string) =>
  chart(page, title).locator('.u-over');

// A portal that has just started has its first values after a minute.
const SOON = { timeout: 120_000 };
test.describe.configure({ timeout: 240_000 });

/** How many points of a chart's canvas have a colour that is none of grey. */
function coloured(page: Page, title: string) {
  return chart(page, title)
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas
        .getContext('2d')!
        .getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [r, g, b] = data.subarray(at, at + 3);
        if (Math.max(r, g, b) - Math.min(r, g, b) > 40) count += 1;
      }
      return count;
    });
}

test('what a service uses is drawn, with the moment in all charts', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', metricsPath('project-manager'));
  await expect(plot(page, 'CPU')).toBeVisible(SOON);
  await expect(plot(page, 'Memory')).toBeVisible();
  await expect.poll(() => coloured(page, 'CPU')).toBeGreaterThan(100);
  await expect(
    page.getByText(/Source: the cluster's metrics API/),
  ).toBeVisible();
  await picture(page, 'metrics');

  await plot(page, 'CPU').hover();
  // The crosshair stands in the other chart too, and the lane names the time.
  await expect(
    chart(page, 'Memory').locator('.u-cursor-x:not(.u-off)'),
  ).toBeVisible();
  await expect(
    page
      .getByRole('region', { name: 'Events' })
      .getByText(/^[A-Z][a-z]{2} \d+, \d\d:\d\d:\d\d$/),
  ).toHaveCount(3);
  await picture(page, 'metrics-crosshair');
});

test('a time is drawn over, held by the address, and left again', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', metricsPath('project-manager', '?range=15m'));
  await expect(plot(page, 'CPU')).toBeVisible(SOON);
  const box = (await plot(page, 'CPU').boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.5, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.98, box.y + 40, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*until=.*zoomed=15m/);
  await expect(page.getByText('History')).toBeVisible();
  await picture(page, 'metrics-zoomed');
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await expect(page).toHaveURL(/range=15m$/);
  await page.goBack();
  await expect(page).toHaveURL(/zoomed=15m/);
  await page.goBack();
  await expect(page).toHaveURL(/range=15m$/);

  await page.getByRole('button', { name: 'Last 15 minutes' }).click();
  await page.getByRole('button', { name: 'Last 30 minutes' }).click();
  await expect(page).toHaveURL(/range=30m/);
  await page.getByText('Each pod').click();
  await expect(page).toHaveURL(/by=pod/);
  await expect(plot(page, 'CPU')).toBeVisible(SOON);
  await picture(page, 'metrics-pods');
});

test('an operation stands in the lane of events and leads to itself', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', servicePath('workflow-orchestrator'));
  await page.getByRole('button', { name: 'Restart', exact: true }).click();
  const confirm = page
    .getByRole('dialog')
    .getByRole('button', { name: 'Restart workflow-orchestrator' });
  await expect(confirm).not.toHaveAttribute('aria-disabled', 'true');
  await confirm.click();
  await expect(page).toHaveURL(/operation=/);
  await page.goto(
    `${new URL(page.url()).origin}${metricsPath('workflow-orchestrator')}`,
  );
  const marker = page
    .getByRole('region', { name: 'Events' })
    .getByRole('button')
    .last();
  await marker.click();
  await picture(page, 'metrics-event');
  await page.getByRole('link', { name: 'Open the operation' }).last().click();
  await expect(page).toHaveURL(/\/service\?operation=/);
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('small curves stand beside the workloads and on the fleet page', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', servicePath('project-manager'));
  const cpu = page.getByRole('img', { name: /^CPU: now \d/ });
  await expect(cpu).toBeVisible(SOON);
  await picture(page, 'service-curves');
  await cpu.click();
  await expect(page).toHaveURL(/\/project-manager\/metrics$/);
  await expect(plot(page, 'CPU')).toBeVisible(SOON);

  const asked: string[] = [];
  page.on('request', request => {
    if (/\/trends/.test(request.url())) asked.push(request.url());
  });
  await page.goto(
    `${
      new URL(page.url()).origin
    }/fleet?columns=ready,cpu,memory,errors&sort=-cpu`,
  );
  await expect(
    page.getByRole('img', { name: /^CPU: now \d/ }).first(),
  ).toBeVisible(SOON);
  expect(
    await page.getByRole('img', { name: /^CPU: now \d/ }).count(),
  ).toBeGreaterThan(5);
  expect(asked).toHaveLength(1);
  await picture(page, 'fleet-curves');
});

test('PromQL of one’s own says why it cannot be used here', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', metricsPath('project-manager'));
  await expect(plot(page, 'CPU')).toBeVisible(SOON);
  const query = page.getByRole('button', { name: 'Own query' });
  await expect(query).toHaveAttribute('aria-disabled', 'true');
  await expect(query).toHaveAccessibleDescription(/Prometheus|Ask/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`with the keyboard alone, ${colorScheme}, without a serious fault`, async ({
      page,
      enter,
    }) => {
      await enter('Olivia Owens', metricsPath('project-manager'));
      await expect(plot(page, 'CPU')).toBeVisible(SOON);
      await expectNoSeriousFault(page);
      await chart(page, 'CPU').focus();
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
      await expect(chart(page, 'CPU')).toHaveAttribute(
        'aria-valuetext',
        /^[A-Z][a-z]{2} \d+, \d\d:\d\d:\d\d: \S+/,
      );
      await page.keyboard.press('t');
      const table = page.getByRole('table', { name: 'CPU' });
      await expect(table).toBeVisible();
      await expectNoSeriousFault(page);
      await picture(page, `metrics-${colorScheme}-table`);
      await page.getByRole('button', { name: 'CPU as a table' }).press('Enter');
      await chart(page, 'CPU').focus();
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(/panel=cpu/);
      await expect(
        page.getByRole('table', { name: 'Figures of CPU' }),
      ).toBeVisible();
      await expectNoSeriousFault(page);
      await picture(page, `metrics-${colorScheme}-large`);
      await page.keyboard.press('Escape');
      await expect(page).not.toHaveURL(/panel=/);
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toContainText('Keys and signs');
      await page.keyboard.press('Escape');
      await page.setViewportSize({ width: 1000, height: 800 });
      await expect(plot(page, 'Memory')).toBeVisible();
      await picture(page, `metrics-${colorScheme}-narrow`);
    });
  });
}
