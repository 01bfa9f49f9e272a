import type { Page } from '@playwright/test';
import { expectNoSeriousFault } from '../axe';
import { expect, picture, test } from '../fixtures';

function logsPath(name: string, query = '') {
  return `/catalog/default/component/${name}/logs${query}`;
}

const lines = (page: Page) => page.getByRole('grid', { name: 'Log lines' });
const rows = (page: Page) => lines(page).getByRole('row');
const numberOf = (text: string) => Number(text.match(/\d+/)?.[0] ?? 0);

/** The row that stands last in sight, looked at in one moment. */
function lastInSight(page: Page) {
  return lines(page).evaluate(grid => {
    const { bottom } = grid.getBoundingClientRect();
    const seen = [...grid.querySelectorAll<HTMLElement>('[role=row]')].filter(
      row => row.getBoundingClientRect().bottom <= bottom + 1,
    );
    return seen[seen.length - 1]?.innerText;
  });
}

test('live lines flow, let go when one scrolls, and follow again', async ({
  page,
  enter,
}) => {
  const opened = Date.now();
  await enter('Olivia Owens', logsPath('project-manager'));
  await expect(rows(page).first()).toBeVisible();
  test.info().annotations.push({
    type: 'first line after',
    description: `${Date.now() - opened} ms`,
  });
  await expect(page.getByText('Live', { exact: true }).last()).toBeVisible();
  await expect(page.getByText('Source: the pods themselves')).toBeVisible();
  // More than there is room for, so that there is something to scroll.
  await expect
    .poll(() => lines(page).evaluate(g => g.scrollHeight - g.clientHeight))
    .toBeGreaterThan(100);
  await picture(page, 'logs-live');

  await lines(page).hover();
  await page.mouse.wheel(0, -60);
  const fresh = page.getByRole('button', { name: /\d+ new lines?$/ });
  await expect(fresh).toBeVisible();
  const before = await lastInSight(page);
  const counted = numberOf(await fresh.innerText());
  await expect
    .poll(async () => numberOf(await fresh.innerText()))
    .toBeGreaterThan(counted);
  expect(await lastInSight(page)).toBe(before);
  await picture(page, 'logs-unpinned');
  await fresh.click();
  await expect(fresh).toHaveCount(0);
  await expect.poll(() => lastInSight(page)).not.toBe(before);
});

test('a pause loses nothing', async ({ page, enter }) => {
  await enter('Olivia Owens', logsPath('project-manager'));
  await expect(rows(page).first()).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  const held = page.getByText(/^Rows held: /);
  const paused = numberOf(await held.innerText());
  const fresh = page.getByRole('button', { name: /\d+ new lines$/ });
  await expect(fresh).toBeVisible();
  expect(numberOf(await held.innerText())).toBe(paused);
  const came = numberOf(await fresh.innerText());
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect
    .poll(async () => numberOf(await held.innerText()))
    .toBeGreaterThanOrEqual(paused + came);
});

test('search, filter, fields and a link that another person opens', async ({
  page,
  enter,
  browser,
  stage,
}) => {
  await enter('Olivia Owens', logsPath('project-manager'));
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('LISTENING');
  await expect(page.getByText(/^\d+ hits?$/)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^\d+ of \d+$/)).toBeVisible();
  await expect(page.locator('mark').first()).toHaveText('listening');
  await expect(page).toHaveURL(/find=LISTENING/);
  await picture(page, 'logs-search');

  const only = page.getByRole('searchbox', { name: 'Only lines that hold' });
  await only.fill('li[s]tening');
  await only.press('Enter');
  await expect(
    page.getByText('No line passes these filters').first(),
  ).toBeVisible();
  await picture(page, 'logs-none');
  await page
    .getByRole('button', { name: 'The text is an RE2 expression' })
    .click();
  await expect(rows(page).first()).toContainText('listening');
  await expect(rows(page).filter({ hasText: 'starting' })).toHaveCount(0);
  await only.fill('li[stening');
  await only.press('Enter');
  await expect(page.getByText('These filters cannot be used')).toBeVisible();
  // What was there stays there.
  await expect(rows(page).first()).toContainText('listening');
  await picture(page, 'logs-bad-regex');
  await page.getByRole('button', { name: 'Clear filters' }).first().click();

  // Those that were filtered stay until the others are here, with their hits.
  await expect(
    rows(page).filter({ hasText: 'msg=request' }).first(),
  ).toBeVisible();
  await expect(page.getByText(/^\d+ hits?$/)).toBeVisible();
  await page.getByRole('button', { name: 'Next hit' }).click();
  await page.locator('mark').first().click();
  const drawer = page.getByRole('complementary', { name: 'Line' });
  await expect(drawer.getByText('Fields (logfmt)')).toBeVisible();
  await expect(page).toHaveURL(/line=/);
  await picture(page, 'logs-line');
  const link = page.url();
  await drawer
    .getByRole('button', { name: 'only these: msg=listening' })
    .click();
  await expect(rows(page).filter({ hasText: 'starting' })).toHaveCount(0);
  await expect(rows(page).first()).toContainText('listening');

  const other = await browser.newPage();
  await other.goto(link);
  await other.getByRole('button', { name: 'Enter as Ada Quinn' }).click();
  await expect(
    other.getByRole('complementary', { name: 'Line' }),
  ).toContainText('listening');
  await expect(other.getByText('History')).toBeVisible();
  await expect(other).toHaveURL(
    new RegExp(`^${stage.portal.url}.*around=true`),
  );
  await picture(other, 'logs-link');
  await other.close();
});

test('lines that are wrapped stand below each other, and a hit at the end of a long one is brought into sight', async ({
  page,
  enter,
}) => {
  await page.setViewportSize({ width: 1000, height: 800 });
  await enter('Olivia Owens', logsPath('project-manager', '?wrap=true'));
  await expect(rows(page).filter({ hasText: 'trace_id' })).not.toHaveCount(0);
  const held = page.getByText(/^Rows held: /);
  const seen = numberOf(await held.innerText());
  // Also those that took the place of others.
  await expect
    .poll(async () => numberOf(await held.innerText()))
    .toBeGreaterThan(seen + 3);
  const [places, end] = await lines(page).evaluate(grid => [
    [...grid.querySelectorAll('[role=row]')]
      .map(row => row.getBoundingClientRect())
      .map(({ top, bottom }) => ({ top, bottom }))
      .sort((a, b) => a.top - b.top),
    grid.getBoundingClientRect().bottom,
  ]);
  expect(places.some(({ top, bottom }) => bottom - top > 30)).toBe(true);
  places.slice(1).forEach(({ top }, at) => {
    expect(top).toBeCloseTo(places[at].bottom, 0);
  });
  expect(places[places.length - 1].bottom).toBeLessThanOrEqual(end + 1);
  await picture(page, 'logs-wrapped');

  await page.goto(
    new URL(logsPath('project-manager', '?find=trace_id'), page.url()).href,
  );
  await expect(page.getByText(/^\d+ hits?$/)).toBeVisible();
  await page.getByRole('button', { name: 'Next hit' }).click();
  await expect(
    lines(page).locator('[data-active] mark').first(),
  ).toBeInViewport({ ratio: 1 });
  await picture(page, 'logs-hit-far-right');
});

test('what surrounds a line, and the help', async ({ page, enter }) => {
  await enter('Olivia Owens', logsPath('project-manager'));
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog');
  await expect(help).toContainText('Next hit, previous hit');
  await expectNoSeriousFault(page);
  await picture(page, 'logs-help');
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);

  await rows(page).first().click();
  const drawer = page.getByRole('complementary', { name: 'Line' });
  await drawer.getByRole('button', { name: 'Show context' }).click();
  await expect(page.getByText('History')).toBeVisible();
  await expect(page).toHaveURL(/around=true/);
  await expect(rows(page).nth(1)).toBeVisible();
  await picture(page, 'logs-context');
  await drawer.getByRole('button', { name: 'Close the line' }).click();
  await expect(drawer).toHaveCount(0);
  await expect(page.getByText('History')).toBeVisible();
  await page.getByRole('button', { name: 'Go live' }).click();
  await expect(page.getByText('History')).toHaveCount(0);
  await expect(page).toHaveURL(/\/logs$/);
});

test('what no terminal should print is seen, and does nothing', async ({
  page,
  enter,
}) => {
  const texts = [
    'a NUL \u0000 and a bell \u0007',
    'turned round \u202Egpj.exe',
    'no UTF-8 \ufffd\ufffd, half a pair \ud83d, a whole one \ud83e\udd8a',
    '<img src=x onerror="document.title=1"> javascript:alert(1)',
    '\u001b[1;31mred\u001b[0m and \u001b]8;;javascript:alert(1)\u0007a link\u001b]8;;\u0007',
    `long ${'x'.repeat(2_000_000)}`,
  ];
  await page.route(/\/logs\/stream/, async route => {
    const body = texts.map((text, n) =>
      JSON.stringify({
        type: 'line',
        ns: `176370000000000000${n}`,
        cursor: `cursor-${n}`,
        cluster: 'eu',
        pod: 'web-1',
        container: 'web',
        level: 'info',
        text,
      }),
    );
    await route.fulfill({
      contentType: 'application/x-ndjson',
      body: `${body.join('\n')}\n`,
    });
  });
  await enter('Olivia Owens', logsPath('project-manager'));
  await expect(rows(page)).toHaveCount(texts.length);
  await expect(lines(page)).toContainText('a NUL <NUL> and a bell <BEL>');
  await expect(lines(page)).toContainText('turned round <U+202E>gpj.exe');
  await expect(lines(page)).toContainText('half a pair <U+D83D>, a whole one');
  await expect(lines(page)).toContainText('<img src=x onerror');
  await expect(lines(page).getByRole('link')).toHaveCount(0);
  await expect(page).not.toHaveTitle('1');
  await expect(lines(page)).toContainText(/\+1,98\d,\d{3} characters/);
  await picture(page, 'logs-hostile');
});

test('a time that has passed, by the histogram, and back to live', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', logsPath('project-manager', '?level=warn,info'));
  await expect(rows(page).first()).toBeVisible();
  const bars = page.getByRole('slider', { name: /^Lines over time/ });
  await expect(page.getByText(/\d+ lines, at most/)).toBeVisible();
  const box = (await bars.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.9, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + 20);
  await page.mouse.up();
  await expect(page).toHaveURL(/level=warn%2Cinfo.*from=.*until=/);
  await expect(page.getByText('History')).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
  await picture(page, 'logs-window');
  await page.goBack();
  await expect(page.getByText('History')).toHaveCount(0);
  await expect(page).toHaveURL(/level=warn,info$/);
});

test('download as text', async ({ page, enter }) => {
  await enter('Olivia Owens', logsPath('project-manager'));
  await expect(rows(page).first()).toBeVisible();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Download as text' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('project-manager-logs.txt');
  const parts: Buffer[] = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  expect(Buffer.concat(parts).toString()).toContain('listening');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`with the keyboard alone, ${colorScheme}, without a serious fault`, async ({
      page,
      enter,
    }) => {
      await enter('Olivia Owens', logsPath('project-manager'));
      await expect(rows(page).first()).toBeVisible();
      await expectNoSeriousFault(page);
      await page.keyboard.press('j');
      await expect(lines(page)).toBeFocused();
      await page.keyboard.press('k');
      await page.keyboard.press('Enter');
      const drawer = page.getByRole('complementary', { name: 'Line' });
      await expect(drawer).toBeVisible();
      await expectNoSeriousFault(page);
      await picture(page, `logs-${colorScheme}`);
      await page.setViewportSize({ width: 1000, height: 800 });
      await expect(drawer).toBeInViewport();
      await expect(page.getByText(/^Rows held: /)).toBeInViewport();
      await picture(page, `logs-${colorScheme}-narrow`);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await expect(drawer).toHaveCount(0);
      await page.keyboard.press('End');
      await expect(
        page.getByRole('button', { name: 'Follow', exact: true }),
      ).toHaveAttribute('aria-pressed', 'true');
    });
  });
}
