import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, servicePath, test } from '../fixtures';

async function expectNoSeriousFault(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    // The portal's own frame is not ours to mend.
    .exclude('nav')
    .analyze();
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({
      id,
      where: nodes.map(n => n.target.join(' ')),
    }));
  expect(serious).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`axe, ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('Service tab and change dialog', async ({ page, enter }) => {
      await enter('Olivia Owens', servicePath('project-manager'));
      await expect(page.getByRole('link', { name: '3/3 ready' })).toBeVisible();
      await expectNoSeriousFault(page);
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await expect(
        page.getByRole('dialog').getByText('What will happen'),
      ).toBeVisible();
      await expectNoSeriousFault(page);
    });

    test('fleet page', async ({ page, enter }) => {
      await enter('Olivia Owens', '/fleet');
      await expect(page.getByText('API Gateway').first()).toBeVisible();
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
