import { expect, test } from '../fixtures';

test('from the fleet page to a finished restart with the keyboard alone', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', '/fleet');
  await expect(page.getByText('Template Generator').first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('template');
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('template-gen');
  await expect(page.getByText('Project Manager')).toHaveCount(0);
  await page.keyboard.press('Tab');
  for (let i = 0; i < 40; i++) {
    const role = await page.evaluate(() =>
      document.activeElement?.closest('[role=row]') ? 'row' : '',
    );
    if (role === 'row') break;
    await page.keyboard.press('Tab');
  }
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
