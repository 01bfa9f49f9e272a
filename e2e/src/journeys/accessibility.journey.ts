import { expectNoSeriousFault } from '../axe';
import { expect, servicePath, Stage, test } from '../fixtures';

/** Another image, past the portal; gives back the one before. */
async function setImage(stage: Stage, name: string, image: string) {
  const client = stage.client('prod-eu');
  const path = `/apis/apps/v1/namespaces/clos/deployments/${name}`;
  const before = await client.request('GET', path);
  await client.request('PATCH', path, {
    headers: { 'content-type': 'application/strategic-merge-patch+json' },
    body: {
      spec: { template: { spec: { containers: [{ name, image }] } } },
    },
  });
  return before.spec.template.spec.containers[0].image as string;
}

for (const colorScheme of ['light', 'dark'] as const) {
  // Each scheme changes services of its own.
  const [rolling, revised] =
    colorScheme === 'light'
      ? ['clos-core', 'candlefish']
      : ['pkb', 'security-dashboard'];

  test.describe(`axe, ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('Service tab and change dialog', async ({ page, enter }) => {
      await enter('Olivia Owens', servicePath('project-manager'));
      await expect(page.getByRole('link', { name: '3/3 ready' })).toBeVisible();
      await expectNoSeriousFault(page);
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await expect(
        page.getByRole('button', { name: 'Stop project-manager' }),
      ).not.toHaveAttribute('aria-disabled', 'true');
      await expectNoSeriousFault(page);
    });

    test('overview cards', async ({ page, enter }) => {
      await enter('Olivia Owens', '/catalog/default/component/project-manager');
      await expect(page.getByText('All 3 pods are ready')).toBeVisible();
      await expect(page.getByText('Last operations')).toBeVisible();
      await expectNoSeriousFault(page);
    });

    test('an operation that runs', async ({ page, enter, stage }) => {
      await enter('Ada Quinn', servicePath(rolling));
      await page.getByRole('button', { name: 'More changes' }).click();
      await page.getByRole('menuitem', { name: /^Deploy image/ }).click();
      const dialog = page.getByRole('dialog');
      // A version that never becomes ready: it runs as long as it is looked at.
      await dialog
        .getByRole('textbox', { name: new RegExp(rolling) })
        .fill(':2.1.0-never-ready');
      await dialog
        .getByRole('button', { name: `Deploy to ${rolling}` })
        .click();
      const leave = dialog.getByRole('button', { name: 'Leave it running' });
      await expect(leave).toBeVisible();
      await expectNoSeriousFault(page);
      await leave.click();
      await expect(dialog).toHaveCount(0);
      const running = page.getByRole('region', { name: 'Running operations' });
      await expect(running.getByRole('progressbar')).toBeVisible();
      await expectNoSeriousFault(page);
      await expect(running.getByRole('progressbar')).toBeVisible();
      await setImage(stage, rolling, `clos/${rolling}:2.0.0`);
      await expect(running.getByRole('progressbar')).toHaveCount(0);
    });

    test('rollback dialog with the diff', async ({ page, enter, stage }) => {
      const before = await setImage(stage, revised, `clos/${revised}:2.0.1`);
      await enter('Ada Quinn', servicePath(revised));
      await expect(page.getByText('2.0.1').first()).toBeVisible();
      await expect(page.getByText('1/1 ready').first()).toBeVisible();
      await page.getByRole('button', { name: 'More changes' }).click();
      await page.getByRole('menuitem', { name: /^Roll back/ }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(/Revision 1, made/).click();
      await dialog
        .getByRole('button', { name: /What revision 1 changes/ })
        .click();
      await expect(dialog.getByText(before).first()).toBeVisible();
      await expectNoSeriousFault(page);
      await setImage(stage, revised, before);
    });

    test('fleet page, with a filter open and chosen', async ({
      page,
      enter,
    }) => {
      await enter('Olivia Owens', '/fleet');
      await expect(page.getByText('API Gateway').first()).toBeVisible();
      await expectNoSeriousFault(page);
      await page
        .getByRole('button', { name: 'Owner', exact: true })
        .first()
        .click();
      const option = page.getByRole('checkbox', { name: /^managers/ });
      await expect(option).toBeVisible();
      await expectNoSeriousFault(page);
      await option.click();
      await expect(page).toHaveURL(/managers/);
      await expectNoSeriousFault(page);
      // The filter is in the address, and the list is closed again.
      await page.reload();
      await expect(
        page.getByRole('button', { name: 'Owner: managers' }),
      ).toBeVisible();
      await expect(page.getByText('CLOS API')).toHaveCount(0);
      await expectNoSeriousFault(page);
    });

    test('empty state', async ({ page, enter }) => {
      await enter('Olivia Owens', servicePath('handbook'));
      await expect(
        page.getByText('backstage.io/kubernetes-id').first(),
      ).toBeVisible();
      await expectNoSeriousFault(page);
    });
  });
}
