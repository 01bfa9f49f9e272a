import { expect, picture, servicePath, test } from '../fixtures';

test('a backend that is killed in the middle of an operation loses nothing', async ({
  page,
  enter,
  stage,
}) => {
  test.setTimeout(180_000);
  await enter('Olivia Owens', servicePath('ai-planner'));
  await page.getByRole('button', { name: 'Restart', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Restart ai-planner' });
  await expect(confirm).not.toHaveAttribute('aria-disabled', 'true');
  await confirm.click();
  await expect(dialog.getByText('Leave it running')).toBeVisible();
  await stage.portal.kill();
  await stage.portal.restart();
  await page.reload();
  await expect(page.getByText('Restarted ai-planner').first()).toBeVisible({
    timeout: 90_000,
  });
  await picture(page, 'after-the-restart');
});
