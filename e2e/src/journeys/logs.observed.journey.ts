import {
  BACK_OFF_ANNOTATION,
  CRASH_AFTER_ANNOTATION,
  FAILURE_ANNOTATION,
} from '@internal/testbed';
import type { Download, Page } from '@playwright/test';
import { expectNoSeriousFault } from '../axe';
import { expect, picture, test } from '../fixtures';

const lines = (page: Page) => page.getByRole('grid', { name: 'Log lines' });
const rows = (page: Page) => lines(page).getByRole('row');
const numberOf = (text: string) =>
  Number(text.replace(/,/g, '').match(/\d+/)?.[0] ?? 0);

function logsPath(query = '') {
  return `/catalog/default/component/dummy-service/logs${query}`;
}

async function textOf(download: Download): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  return Buffer.concat(parts).toString();
}

test('lines flow out of Loki under load, let go, and follow again', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', logsPath());
  await expect(rows(page).first()).toBeVisible();
  await expect(page.getByText('Source: Loki')).toBeVisible();
  await expect(page.getByText('4 containers followed')).toBeVisible();
  await expect(page.getByText('Missing: none')).toBeVisible();
  await picture(page, 'loki-live');

  await lines(page).hover();
  await page.mouse.wheel(0, -120);
  const fresh = page.getByRole('button', { name: /\d+ new lines?$/ });
  await expect(fresh).toBeVisible();
  const counted = numberOf(await fresh.innerText());
  await expect
    .poll(async () => numberOf(await fresh.innerText()))
    .toBeGreaterThan(counted + 20);
  await picture(page, 'loki-unpinned');
  await fresh.click();
  await expect(fresh).toHaveCount(0);
  await expect(page.getByText('Missing: none')).toBeVisible();
});

test('only the errors, a line of them, and its link for another person', async ({
  page,
  enter,
  browser,
}) => {
  await enter('Olivia Owens', logsPath('?level=error'));
  const failed = rows(page).filter({ hasText: 'Bad gateway' });
  await expect(failed.first()).toBeVisible();
  await expect(rows(page).filter({ hasText: 'Item' })).toHaveCount(0);
  await page.keyboard.press('/');
  await page.keyboard.type('bad gateway');
  await expect(page.getByText(/^\d+ hits?$/)).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Next hit' }).click();
  await expect(page.getByText(/^\d+ of \d+$/)).toBeVisible();
  await page.locator('mark').first().click();
  const drawer = page.getByRole('complementary', { name: 'Line' });
  await expect(drawer).toContainText('Bad gateway');
  await expect(page).toHaveURL(/line=/);
  const text = drawer.getByLabel('Text of the line');
  const [, trace] = /trace_id"?[=:]"?([0-9a-f]+)/.exec(await text.innerText())!;
  await picture(page, 'loki-line');

  const other = await browser.newPage();
  await other.goto(page.url());
  await other.getByRole('button', { name: 'Enter as Ada Quinn' }).click();
  await expect(
    other.getByRole('complementary', { name: 'Line' }),
  ).toContainText(trace);
  await picture(other, 'loki-link');
  await other.close();
});

test('a time that has passed, by the histogram, and all of it as a file', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', logsPath());
  await expect(rows(page).first()).toBeVisible();
  const bars = page.getByRole('slider', { name: /^Lines over time/ });
  await expect(page.getByText(/\d+ lines, at most/)).toBeVisible();
  const box = (await bars.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.85, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + 20);
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*until=/);
  await expect(page.getByText('History')).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
  await picture(page, 'loki-window');

  await page.getByRole('button', { name: 'More', exact: true }).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Download as NDJSON' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('dummy-service-logs.ndjson');
  const records = (await textOf(download))
    .trim()
    .split('\n')
    .map(text => JSON.parse(text));
  expect(records.filter(({ type }) => type === 'gap')).toEqual([]);
  // Each process counts its lines: none is missing, none is there twice.
  const seqs = new Map<string, number[]>();
  for (const { type, pod, text } of records) {
    const seq = /\bseq"?[=:](\d+)/.exec(text ?? '');
    if (type === 'line' && seq) {
      seqs.set(pod, [...(seqs.get(pod) ?? []), Number(seq[1])]);
    }
  }
  expect(seqs.size).toBe(4);
  for (const [pod, found] of seqs) {
    const whole = Array.from(found, (_, index) => found[0] + index);
    expect([pod, found]).toEqual([pod, whole]);
  }
});

test('a pod that takes the place of another joins, and a Loki that went away comes back', async ({
  page,
  enter,
  stage,
}) => {
  await enter('Ada Quinn', logsPath());
  await expect(rows(page).first()).toBeVisible();
  const client = stage.client('prod-us');
  const path = '/api/v1/namespaces/dummy-service/pods';
  const names = async (): Promise<string[]> =>
    (await client.request('GET', path)).items
      .filter((pod: any) => !pod.metadata.deletionTimestamp)
      .map((pod: any) => pod.metadata.name);
  const before = await names();
  await client.request('DELETE', `${path}/${before[0]}`);
  await expect
    .poll(async () => (await names()).filter(n => !before.includes(n)).length)
    .toBe(1);
  const [next] = (await names()).filter(name => !before.includes(name));
  await expect(
    lines(page).getByRole('gridcell', { name: new RegExp(`^${next} /`) }),
  ).not.toHaveCount(0);
  await picture(page, 'loki-another-pod');

  const { loki } = stage.observing!;
  await loki!.control.kill();
  await expect(page.getByRole('alert')).toContainText(
    /loki-all cannot be reached/,
  );
  // What was there stays there.
  await expect(rows(page).first()).toBeVisible();
  await picture(page, 'loki-away');
  await loki!.control.restart();
  await expect(page.getByRole('alert')).toHaveCount(0);
  const held = page.getByText(/^Rows held: /);
  const count = numberOf(await held.innerText());
  await expect
    .poll(async () => numberOf(await held.innerText()))
    .toBeGreaterThan(count);
  await picture(page, 'loki-back');
});

test('what a container wrote before it crashed', async ({
  page,
  enter,
  stage,
}) => {
  const client = stage.admin('prod-us');
  const path = '/api/v1/namespaces/dummy-service/pods';
  const { items } = await client.request('GET', path);
  const { name } = items
    .filter((pod: any) => !pod.metadata.deletionTimestamp)
    .map((pod: any) => pod.metadata)[0];
  await enter('Ada Quinn', logsPath(`?pod=${name}`));
  await expect(rows(page).first()).toBeVisible();
  await expect(page.getByText('Live', { exact: true }).last()).toBeVisible();
  const before = page.getByRole('menuitem', {
    name: 'Lines of the containers before the last restart',
  });

  // Its process is killed, and another one takes its place.
  const annotate = (failure: string) =>
    client.request('PATCH', `${path}/${name}`, {
      headers: { 'content-type': 'application/merge-patch+json' },
      body: {
        metadata: {
          annotations: {
            [FAILURE_ANNOTATION]: failure,
            [CRASH_AFTER_ANNOTATION]: '100ms',
            [BACK_OFF_ANNOTATION]: '1s',
          },
        },
      },
    });
  await annotate('CrashLoopBackOff');
  const status = async () =>
    (await client.request('GET', `${path}/${name}`)).status
      .containerStatuses[0];
  await expect
    .poll(async () => (await status()).restartCount)
    .toBeGreaterThan(0);
  await annotate('none');
  await expect.poll(async () => (await status()).ready).toBe(true);
  const { startedAt } = (await status()).state.running;
  // The new one has said its first words, and they came by themselves.
  const isNew = async () => {
    const texts = await rows(page).allInnerTexts();
    return texts.some(text => /listening|seq"?[=:][0-9]\D/.test(text));
  };
  await expect.poll(isNew).toBe(true);

  await page.goto(new URL(logsPath(`?pod=${name}`), page.url()).href);
  await expect(rows(page).first()).toBeVisible();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await before.click();
  await expect(page).toHaveURL(/previous=true/);
  await expect(
    page.getByRole('button', { name: 'Before the last restart' }),
  ).toBeVisible();
  await expect(rows(page).filter({ hasText: 'seq' }).first()).toBeVisible();
  // Kubernetes gives the start in whole seconds.
  const until = new Date(Date.parse(startedAt) + 1_000);
  for (const text of await rows(page).allInnerTexts()) {
    const [time] = /\d\d:\d\d:\d\d/.exec(text)!;
    expect(time <= until.toTimeString().slice(0, 8)).toBe(true);
  }
  await picture(page, 'loki-previous');
  await page.getByRole('button', { name: 'Before the last restart' }).click();
  await expect(page).not.toHaveURL(/previous/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`under load, ${colorScheme}, without a serious fault`, async ({
      page,
      enter,
    }) => {
      // Lines of the color that is the hardest to read when one is opened.
      await enter('Ada Quinn', logsPath('?level=error'));
      await expect(rows(page).first()).toBeVisible();
      await expect(page.getByText(/\d+ lines, at most/)).toBeVisible();
      // What flows by is laid out anew while it is looked at.
      await page.getByRole('button', { name: 'Pause' }).click();
      await expectNoSeriousFault(page);
      await rows(page).filter({ hasText: 'trace_id' }).first().click();
      const drawer = page.getByRole('complementary', { name: 'Line' });
      await expect(drawer.getByText(/^Fields \(/)).toBeVisible();
      await expectNoSeriousFault(page);
      await picture(page, `loki-${colorScheme}`);
    });
  });
}
