import { expect, picture, servicePath, test } from '../fixtures';

test.use({ colorScheme: 'dark' });

for (const [width, height] of [
  [1440, 900],
  [1000, 800],
]) {
  test(`the dark theme at ${width} pixels`, async ({ page, enter }) => {
    await page.setViewportSize({ width, height });
    await enter('Olivia Owens', servicePath('project-manager'));
    await expect(page.getByRole('link', { name: '3/3 ready' })).toBeVisible();
    await picture(page, `service-tab-dark-${width}`);
    await page.getByRole('button', { name: 'Scale', exact: true }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await picture(page, `scale-dark-${width}`);
    await page.keyboard.press('Escape');
    await page.goto(new URL('/fleet', page.url()).href);
    await expect(page.getByText('API Gateway').first()).toBeVisible();
    await picture(page, `fleet-dark-${width}`);
  });
}
