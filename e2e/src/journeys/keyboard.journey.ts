import { expect, test } from '../fixtures';

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
  await restart.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', {
    name: 'Restart template-generator',
  });
  await expect(confirm).not.toHaveAttribute('aria-disabled', 'true');
  await confirm.focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Done', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  // Focus is back where it was.
  await expect(restart).toBeFocused();
});
