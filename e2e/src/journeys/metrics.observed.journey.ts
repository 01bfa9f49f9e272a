import type { Page } from '@playwright/test';
import { expect, picture, test } from '../fixtures';

const path = '/catalog/default/component/dummy-service/metrics?range=15m';
const panel = (page: Page, title: string) =>
  page.getByRole('region', { name: title, exact: true });
const last = (page: Page, title: string) =>
  panel(page, title).getByRole('list', { name: 'Last values' });

/** The first number of a line of the legend. */
async function shown(page: Page, title: string, line: RegExp | string) {
  const item = last(page, title)
    .getByRole('listitem')
    .filter({ hasText: line });
  const text = await item.first().locator('[data-value]').innerText();
  return Number.parseFloat(text.replace(/,/g, ''));
}

test('requests, failures and times out of Prometheus, as Prometheus itself says', async ({
  page,
  enter,
  stage,
}) => {
  const prometheus = stage.observing!.prometheus['prod-us'];
  const [own] = await prometheus.waitForSeries(
    'sum(rate(http_requests_total{namespace="dummy-service"}[30s])) > 5',
  );
  await enter('Olivia Owens', path);
  await expect(page.getByText(/Source: .*Prometheus/)).toBeVisible();
  for (const title of [
    'CPU',
    'Memory',
    'CPU throttling',
    'Network in',
    'Network out',
    'Requests',
    'Failed requests',
    'Response time',
    'Replicas',
    'Restarts',
  ]) {
    await expect(panel(page, title)).toBeVisible();
  }
  await picture(page, 'prometheus');
  const rate = own.points[0][1];
  await expect
    .poll(() => shown(page, 'Requests', ''))
    .toBeGreaterThan(rate * 0.5);
  expect(await shown(page, 'Requests', '')).toBeLessThan(rate * 1.5);
  // Half of the requests are for the page that fails: 30 % in v1, 10 % in v2.
  const failed = await shown(page, 'Failed requests', '');
  expect(failed).toBeGreaterThan(4);
  expect(failed).toBeLessThan(25);
  await expect
    .poll(() => last(page, 'Replicas').innerText())
    .toMatch(/4[\s\S]*4/);
  await panel(page, 'Requests').scrollIntoViewIfNeeded();
  await picture(page, 'prometheus-requests');

  await page.getByText('Each pod').click();
  await expect(page).toHaveURL(/by=pod/);
  await expect(
    last(page, 'Requests').getByRole('listitem').nth(3),
  ).toBeVisible();
  await picture(page, 'prometheus-pods');
});

test('an alert that fires is silenced with a reason, in Alertmanager itself', async ({
  page,
  enter,
  stage,
}) => {
  const { alertmanager } = stage.observing!;
  await alertmanager!.waitForAlert(
    'the errors of v1',
    ({ labels }) => labels.alertname === 'ManyErrors',
  );
  await enter('Ada Quinn', path);
  const alerts = page.getByRole('list', { name: 'Firing and pending alerts' });
  const errors = alerts.getByRole('listitem').filter({ hasText: 'ManyErrors' });
  await expect(errors.first()).toContainText('Warning, Firing');
  await errors.first().scrollIntoViewIfNeeded();
  await picture(page, 'alert-fires');
  await errors
    .first()
    .getByRole('button', { name: /^Silence/ })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByRole('textbox', { name: /^Reason/ })
    .fill('v2 comes tonight');
  await picture(page, 'alert-silence');
  await dialog.getByRole('button', { name: /^Silence/ }).click();
  await expect(page.getByText(/is silenced until/)).toBeVisible();
  const silenced = await alertmanager!.waitForAlert(
    'the silenced alert',
    ({ labels, status }) =>
      labels.alertname === 'ManyErrors' && status.silencedBy.length > 0,
  );
  expect(silenced.labels.deployment).toBe('dummy-service-v1');
  await picture(page, 'alert-silenced');
});

test('a PrometheusRule that is applied is evaluated', async ({
  page,
  enter,
  stage,
}) => {
  await enter('Ada Quinn', path);
  await page.getByRole('button', { name: 'PrometheusRule' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/prod-us: dummy-service\//)).toBeVisible();
  await picture(page, 'prometheus-rule');
  await dialog.getByRole('button', { name: 'Apply PrometheusRule' }).click();
  await expect(
    page.getByText('The PrometheusRule is applied in prod-us.'),
  ).toBeVisible();
  const prometheus = stage.observing!.prometheus['prod-us'];
  await expect
    .poll(async () => JSON.stringify(await prometheus.api('rules')))
    .toContain('ServiceDown');
});
