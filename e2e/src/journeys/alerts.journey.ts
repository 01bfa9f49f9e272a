import type { Locator, Page } from '@playwright/test';
import { expectNoSeriousFault } from '../axe';
import { expect, picture, servicePath, test } from '../fixtures';

function metricsPath(name: string, query = '') {
  return `/catalog/default/component/${name}/metrics${query}`;
}

const panel = (page: Page) => page.getByRole('region', { name: 'Alerts' });
const rules = (page: Page) => page.getByRole('list', { name: 'Rules' });
const firing = (page: Page) =>
  page.getByRole('list', { name: 'Firing and pending alerts' });

/** A rule that is bad at once: whatever runs uses more than a byte. */
async function addRuleThatFires(page: Page, dialog: Locator) {
  await dialog.getByText('A metric is above or below a bound').click();
  await dialog.getByRole('textbox', { name: 'Above' }).fill('1');
  await dialog.getByRole('textbox', { name: /^For how long/ }).fill('0 s');
  await dialog.getByText('Warning', { exact: true }).click();
  await expect(dialog.getByRole('region', { name: 'In words' })).toContainText(
    'Memory above 1, then the owner of the service gets a notification',
  );
  await picture(page, 'alerts-rule');
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(
    page.getByText('The rule “Memory above 1” was added.'),
  ).toBeVisible();
}

test('a rule is added, fires, is silenced, heard again, deleted and undone', async ({
  page,
  enter,
}) => {
  const name = 'template-generator';
  await enter('Olivia Owens', metricsPath(name));
  await expect(rules(page).getByText('Default').first()).toBeVisible();
  await expect(panel(page).getByText('Nothing fires now.')).toBeVisible();
  await panel(page).getByRole('button', { name: 'Add rule' }).click();
  await expect(page).toHaveURL(/rule=new/);
  await addRuleThatFires(page, page.getByRole('dialog', { name: 'Add rule' }));

  // The product looks every 15 seconds.
  await expect(firing(page)).toContainText('Warning, Firing', {
    timeout: 60_000,
  });
  await expect(firing(page)).toContainText(/Memory is .+, above 1\./);
  await picture(page, 'alerts-firing');

  await page.goto(new URL(servicePath(name), page.url()).href);
  await expect(
    page.getByRole('link', { name: '1 alert firing' }),
  ).toBeVisible();
  await expect(panel(page)).toBeVisible();
  await picture(page, 'alerts-service-tab');
  await panel(page)
    .getByRole('button', { name: /^Silence:/ })
    .click();
  const dialog = page.getByRole('dialog', { name: /^Silence/ });
  const confirm = dialog.getByRole('button', { name: /^Silence / });
  await expect(confirm).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByRole('textbox', { name: /^Reason/ }).fill('Known, CHG-12');
  await dialog.getByText('Tomorrow 08:00').click();
  await picture(page, 'alerts-silence');
  await confirm.click();
  await expect(page.getByText(/ is silenced until /)).toBeVisible();
  await page.getByRole('button', { name: 'Put away' }).click();
  await expect(panel(page)).toHaveCount(0);

  // What is quiet is not forgotten.
  await page.getByRole('link', { name: 'No alerts · 1 silenced' }).click();
  await expect(page).toHaveURL(/\/metrics#alerts$/);
  await panel(page).getByRole('button', { name: '1 silenced alert' }).click();
  await expect(
    panel(page).getByText(/Silenced by .*: Known, CHG-12/),
  ).toBeVisible();
  await picture(page, 'alerts-silenced');
  await panel(page)
    .getByRole('button', { name: /^End silence/ })
    .click();
  await expect(firing(page)).toBeVisible();
  // Heard by mistake: it is quiet again for the rest of its time.
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByText(/is silenced again\.$/)).toBeVisible();
  await panel(page).getByRole('button', { name: '1 silenced alert' }).click();
  await panel(page)
    .getByRole('button', { name: /^End silence/ })
    .click();
  await expect(firing(page)).toBeVisible();

  await rules(page)
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expect(
    page.getByText('The rule “Memory above 1” was deleted.'),
  ).toBeVisible();
  await expect(firing(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Put away' }).click();
  await panel(page)
    .getByRole('button', { name: /removals? can be undone$/ })
    .click();
  await picture(page, 'alerts-removed');
  await page
    .getByRole('list', { name: 'Removed of late' })
    .getByRole('button', { name: /^Undo: Rule deleted/ })
    .click();
  await expect(
    rules(page).getByRole('button', { name: /^Delete/ }),
  ).toBeVisible();
  await rules(page)
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expect(
    rules(page).getByRole('button', { name: /^Delete/ }),
  ).toHaveCount(0);
});

test('the fleet page tells what fires, shows only that, and leads to it', async ({
  page,
  enter,
}) => {
  // A service of the examples restarts again and again.
  await enter('Olivia Owens', '/fleet?alerts=firing');
  const row = page
    .getByRole('grid', { name: 'Services' })
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name: 'CLOS Monitor' }) });
  await expect(row).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/^[1-9] of \d\d services$/)).toBeVisible();
  await expectNoSeriousFault(page);
  await picture(page, 'alerts-fleet-firing');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page).not.toHaveURL(/alerts=/);
  await picture(page, 'alerts-fleet');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 1000, height: 800 });
  await expectNoSeriousFault(page);
  await picture(page, 'alerts-fleet-dark-narrow');
  await row.getByRole('link', { name: /alerts? firing, / }).click();
  await expect(page).toHaveURL(/clos-monitor\/metrics#alerts$/);
  await expect(firing(page)).toContainText('RestartLoop');
});

test('what has fired is told, with its time, and leads to the evidence', async ({
  page,
  enter,
}) => {
  const name = 'consistency-manager';
  await enter('Olivia Owens', metricsPath(name));
  await panel(page).getByRole('button', { name: 'Add rule' }).click();
  await addRuleThatFires(page, page.getByRole('dialog', { name: 'Add rule' }));
  await expect(firing(page)).toContainText('Warning, Firing', {
    timeout: 60_000,
  });
  await rules(page)
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expect(firing(page)).toHaveCount(0);
  await page.goto(
    new URL(metricsPath(name, '?fired=24h#alerts'), page.url()).href,
  );
  const past = page.getByRole('region', { name: 'What has fired' });
  const fired = past
    .getByRole('listitem')
    .filter({ hasText: 'MetricThreshold' })
    .first();
  await expect(fired).toContainText(/Memory: .+, above 1 B/);
  await expect(fired).toContainText(/notified/);
  await expect(
    past.getByRole('img', { name: /alerts? fired; the longest was / }),
  ).toBeVisible();
  await past.scrollIntoViewIfNeeded();
  await expectNoSeriousFault(page);
  await picture(page, 'alerts-past');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 1000, height: 800 });
  await past.scrollIntoViewIfNeeded();
  await expectNoSeriousFault(page);
  await picture(page, 'alerts-past-dark-narrow');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1440, height: 900 });
  await past.getByRole('radio', { name: '30 days' }).click();
  await expect(page).toHaveURL(/fired=30d/);
  await fired.getByRole('link', { name: /^Logs of / }).click();
  await expect(page).toHaveURL(/\/logs\?from=.+until=/);
});

test('a default is changed for one service, and comes back', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', metricsPath('ml-service'));
  await rules(page)
    .getByRole('button', { name: /^Turn off: Failed/ })
    .click();
  await expect(rules(page).getByText('Default, changed')).toBeVisible();
  await expect(rules(page).getByText('Off', { exact: true })).toBeVisible();
  await rules(page)
    .getByRole('button', { name: /^Back to default/ })
    .click();
  await expect(rules(page).getByText('Default, changed')).toHaveCount(0);
});

test('the PrometheusRule is shown with its state in each cluster', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', metricsPath('ml-service'));
  await panel(page).getByRole('button', { name: 'PrometheusRule' }).click();
  const dialog = page.getByRole('dialog', { name: 'PrometheusRule' });
  await expect(
    dialog.getByRole('region', { name: /^YAML for prod-eu/ }),
  ).toContainText('alert: ServiceDown');
  // The embedded clusters know no PrometheusRule, and say so.
  const apply = dialog.getByRole('button', { name: 'Apply PrometheusRule' });
  await expect(apply).toHaveAttribute('aria-disabled', 'true');
  await expect(dialog.getByText('Not possible').first()).toBeVisible();
  await picture(page, 'alerts-prometheus-rule');
  const waiting = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download YAML' }).first().click();
  expect((await waiting).suggestedFilename()).toMatch(
    /\.prometheusrule\.yaml$/,
  );
});

test('who may not change rules sees why, and whom to ask', async ({
  page,
  enter,
}) => {
  await enter('Marco Mills', metricsPath('ml-service'));
  const add = panel(page).getByRole('button', { name: 'Add rule' });
  await expect(add).toHaveAttribute('aria-disabled', 'true');
  await expect(add).toHaveAccessibleDescription(/Ask its owner, managers/i);
  await add.hover();
  await expect(page.getByRole('tooltip')).toContainText(/Ask its owner/);
  await picture(page, 'alerts-denied');
  await add.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`with the keyboard alone, ${colorScheme}, without a serious fault`, async ({
      page,
      enter,
    }) => {
      await enter('Olivia Owens', metricsPath('ml-service'));
      await expect(rules(page)).toBeVisible();
      await expectNoSeriousFault(page);
      const add = panel(page).getByRole('button', { name: 'Add rule' });
      await add.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Add rule' });
      await expect(dialog).toBeVisible();
      await dialog.getByRole('textbox', { name: /^For how long/ }).fill('soon');
      await expect(
        dialog.getByText(/Write a time with its unit/).first(),
      ).toBeVisible();
      await expectNoSeriousFault(page);
      await picture(page, `alerts-rule-${colorScheme}`);
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      await expect(add).toBeFocused();
      const rule = panel(page).getByRole('button', { name: 'PrometheusRule' });
      await rule.focus();
      await page.keyboard.press('Enter');
      await expect(
        page.getByRole('region', { name: /^YAML for/ }).first(),
      ).toBeVisible();
      await expectNoSeriousFault(page);
      await page.keyboard.press('Escape');
      await expect(rule).toBeFocused();
      await page.setViewportSize({ width: 1000, height: 800 });
      await panel(page).scrollIntoViewIfNeeded();
      await picture(page, `alerts-${colorScheme}-narrow`);
    });
  });
}
