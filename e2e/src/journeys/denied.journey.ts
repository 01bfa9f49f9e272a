import { expect, picture, servicePath, test } from '../fixtures';

test('who may not act sees the controls disabled, with the reason and whom to ask', async ({
  page,
  enter,
}) => {
  await enter('Marco Mills', servicePath('project-manager'));
  const stop = page.getByRole('button', { name: 'Stop', exact: true });
  await expect(stop).toHaveAttribute('aria-disabled', 'true');
  await stop.focus();
  await expect(page.getByText(/managers/i).last()).toBeVisible();
  await picture(page, 'denied');
  await stop.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a platform admin may act on what others own', async ({ page, enter }) => {
  await enter('Ada Quinn', servicePath('clos-web'));
  await expect(
    page.getByRole('button', { name: 'Restart', exact: true }),
  ).not.toHaveAttribute('aria-disabled', 'true');
});
