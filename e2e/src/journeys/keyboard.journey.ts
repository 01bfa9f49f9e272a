import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures';

/** Tab, as often as a person would bear, until the control has the focus. */
async function tabTo(page: Page, control: Locator) {
  const focused = () =>
    control.evaluate(element => element === document.activeElement);
  for (let presses = 0; presses < 60; presses++) {
    if (await focused()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not come to ${control} within 60 presses`);
}

test('from the fleet page to a finished restart with the keyboard alone', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', '/fleet');
  await expect(page.getByText('API Gateway').first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('template-gen');
  await expect(page.getByText('API Gateway')).toHaveCount(0);
  // From the search to the first row, and into it.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/template-generator\/service/);
  const restart = page.getByRole('button', { name: 'Restart', exact: true });
  await expect(restart).toBeVisible();
  await tabTo(page, restart);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', {
    name: 'Restart template-generator',
  });
  await expect(confirm).not.toHaveAttribute('aria-disabled', 'true');
  await tabTo(page, confirm);
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Done', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  // Focus is back where it was.
  await expect(restart).toBeFocused();
});
