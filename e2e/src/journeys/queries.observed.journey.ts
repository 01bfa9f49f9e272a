import type { Locator, Page } from '@playwright/test';
import { expectNoSeriousFault } from '../axe';
import { expect, picture, test } from '../fixtures';

// Of Olivia's group; what runs there lies in a namespace beside others.
const OWN = '/catalog/default/component/project-manager';
// Neither Olivia's nor Marco's.
const OTHER = '/catalog/default/component/dummy-service';

function withQuery(name: 'promql' | 'logql', query: string) {
  return `?${new URLSearchParams({ [name]: query })}`;
}

/** The line that is wrong, and the character that stands at the sign below it. */
async function pointedAt(alert: Locator) {
  const [line, sign] = (await alert.locator('pre').innerText()).split('\n');
  return { line, at: line.slice(sign.indexOf('^')) };
}

async function openByOther(page: Page, other: Page) {
  await other.goto(page.url());
  await other.getByRole('button', { name: 'Enter as Ada Quinn' }).click();
}

test.describe('PromQL of one’s own', () => {
  const series = (page: Page) =>
    page
      .getByRole('region', { name: 'Result', exact: true })
      .getByRole('list', { name: 'Last values' })
      .getByRole('listitem');
  const field = (page: Page) => page.getByRole('textbox', { name: /^PromQL/ });
  const alert = (page: Page) =>
    page.getByRole('region', { name: 'Own query' }).getByRole('alert');

  test('is drawn, kept to the service, and the same for another person', async ({
    page,
    enter,
    stage,
    browser,
  }) => {
    const prometheus = stage.observing!.prometheus['prod-eu'];
    await prometheus.waitForSeries(
      'container_memory_working_set_bytes{namespace="manager-agent-ai"}',
    );
    await enter('Olivia Owens', `${OWN}/metrics?range=15m`);
    await page.getByRole('button', { name: 'Own query' }).click();
    // One that names no service: of all that the Prometheus knows, ours come.
    const query =
      'sum by (namespace, pod) (container_memory_working_set_bytes)';
    await field(page).fill(query);
    await field(page).press('Enter');
    await expect(series(page)).toHaveCount(3);
    for (const title of await series(page).getByRole('button').all()) {
      await expect(title).toHaveAttribute('title', /project-manager-/);
    }
    const everything = await prometheus.query(query);
    expect(everything.length).toBeGreaterThan(10);
    expect(new URL(page.url()).searchParams.get('promql')).toBe(query);
    await expectNoSeriousFault(page);
    await picture(page, 'promql');

    const other = await browser.newPage();
    await openByOther(page, other);
    await expect(field(other)).toHaveValue(query);
    await expect(series(other)).toHaveCount(3);
    await other.close();
  });

  test('finds nothing of another service', async ({ page, enter, stage }) => {
    const query = 'container_memory_working_set_bytes{namespace="clos"}';
    const prometheus = stage.observing!.prometheus['prod-eu'];
    await prometheus.waitForSeries(query);
    await enter(
      'Olivia Owens',
      `${OWN}/metrics${withQuery('promql', `${query} or up or vector(1) * 0`)}`,
    );
    // What names no series may be asked; what does is kept to the service.
    await expect(field(page)).toBeVisible();
    await expect(series(page)).toHaveCount(1);
    await expect(series(page)).toContainText('0');
    await field(page).fill(query);
    await page.getByRole('button', { name: 'Run query' }).click();
    await expect(
      page.getByText('The query found no series of this service.'),
    ).toBeVisible();
    await picture(page, 'promql-of-another');
  });

  test('that is wrong is told with its place, and mended', async ({
    page,
    enter,
  }) => {
    await enter('Ada Quinn', `${OTHER}/metrics?range=15m`);
    await page.getByRole('button', { name: 'Own query' }).click();
    await field(page).fill('sum by (pod (rate(http_requests_total[1m]))');
    await field(page).press('Enter');
    await expect(alert(page)).toContainText('line 1, character 13');
    expect((await pointedAt(alert(page))).at).toMatch(/^\(rate/);
    await picture(page, 'promql-wrong');
    // The charts stay.
    await expect(
      page.getByRole('region', { name: 'CPU', exact: true }),
    ).toBeVisible();
    // Not by pods: how many there were is for other journeys to change.
    await field(page).fill('sum(rate(http_requests_total[1m]))');
    await field(page).press('Enter');
    await expect(alert(page)).toHaveCount(0);
    await expect(series(page)).toHaveCount(1);
    await expect(series(page)).toContainText(/\d/);
  });

  test('is refused in words to who has no right to it', async ({
    page,
    enter,
  }) => {
    await enter('Olivia Owens', `${OTHER}/metrics?range=15m`);
    const open = page.getByRole('button', { name: 'Own query' });
    await expect(open).toHaveAttribute('aria-disabled', 'true');
    await expect(open).toHaveAccessibleDescription(/Ask traffic/i);
    const asked: string[] = [];
    page.on('request', request => {
      if (/metrics\/query/.test(request.url())) asked.push(request.url());
    });
    await page.goto(
      new URL(`${OTHER}/metrics${withQuery('promql', 'up')}`, page.url()).href,
    );
    const refusal = page
      .getByRole('alert')
      .filter({ hasText: 'The query of this link is not run' });
    await expect(refusal).toContainText(/Ask traffic/i);
    await expect(field(page)).toHaveCount(0);
    await picture(page, 'promql-refused');
    await page.getByRole('button', { name: 'Go on without it' }).click();
    await expect(page).not.toHaveURL(/promql/);
    await expect(refusal).toHaveCount(0);
    expect(asked).toEqual([]);
  });
});

test.describe('LogQL of one’s own', () => {
  const rows = (page: Page) =>
    page.getByRole('grid', { name: 'Log lines' }).getByRole('row');
  const field = (page: Page) => page.getByRole('textbox', { name: /^LogQL/ });
  async function openField(page: Page) {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Query with LogQL' }).click();
  }

  test('gives its lines, and the same to another person', async ({
    page,
    enter,
    browser,
  }) => {
    await enter('Olivia Owens', `${OWN}/logs`);
    await expect(rows(page).first()).toBeVisible();
    await openField(page);
    await expect(field(page)).toBeFocused();
    const query =
      '{container="project-manager"} |= "request" | logfmt | method="POST"';
    await field(page).fill(query);
    await field(page).press('Enter');
    await expect(rows(page).first()).toContainText('method=POST');
    await expect(rows(page).filter({ hasNotText: 'method=POST' })).toHaveCount(
      0,
    );
    expect(new URL(page.url()).searchParams.get('logql')).toBe(query);
    await picture(page, 'logql');

    const other = await browser.newPage();
    await openByOther(page, other);
    await expect(field(other)).toHaveValue(query);
    await expect(rows(other).first()).toContainText('method=POST');
    await expect(rows(other).filter({ hasNotText: 'method=POST' })).toHaveCount(
      0,
    );
    await other.close();
  });

  test('finds nothing of another service', async ({ page, enter, stage }) => {
    const query = '{namespace="clos"}';
    expect(await stage.observing!.loki!.query(query)).not.toEqual([]);
    await enter('Olivia Owens', `${OWN}/logs${withQuery('logql', query)}`);
    await expect(field(page)).toHaveValue(query);
    await expect(
      page.getByText('No line passes these filters').first(),
    ).toBeVisible();
    await expect(rows(page)).toHaveCount(0);
    await picture(page, 'logql-of-another');
    await page.getByRole('button', { name: 'Close query' }).click();
    await expect(rows(page).first()).toBeVisible();
  });

  test('that is wrong is told with its place; the lines stay', async ({
    page,
    enter,
  }) => {
    await enter('Olivia Owens', `${OWN}/logs`);
    await expect(rows(page).first()).toBeVisible();
    await openField(page);
    await field(page).fill('{container="project-manager" |= "request"');
    await page.getByRole('button', { name: 'Run query' }).click();
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('This query cannot be used');
    expect((await pointedAt(alert)).at).toBe('|= "request"');
    await expect(rows(page).first()).toBeVisible();
    await picture(page, 'logql-wrong');
    await page.getByRole('button', { name: 'Go on without it' }).click();
    await expect(alert).toHaveCount(0);
    await expect(page).not.toHaveURL(/logql/);
  });

  test('is refused in words to who has no right to it', async ({
    page,
    enter,
  }) => {
    await enter(
      'Olivia Owens',
      `${OTHER}/logs${withQuery('logql', '{container=~".+"}')}`,
    );
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('The LogQL of this link is not run');
    await expect(alert).toContainText(/Ask its owner, traffic/i);
    await expect(field(page)).toHaveCount(0);
    await expect(rows(page)).toHaveCount(0);
    await picture(page, 'logql-refused');
    await page.getByRole('button', { name: 'Go on without it' }).click();
    await expect(rows(page).first()).toBeVisible();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await expect(
      page.getByRole('menuitem', { name: 'Download as text' }),
    ).toBeVisible();
    await expect(
      page.getByRole('menuitem', { name: 'Query with LogQL' }),
    ).toHaveCount(0);
  });
});
