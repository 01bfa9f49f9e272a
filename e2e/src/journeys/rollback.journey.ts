import { expect, picture, servicePath, shownPicture, test } from '../fixtures';

test('another tag is deployed, and the revision before it comes back after a look at the diff', async ({
  page,
  enter,
  stage,
}) => {
  const image = async () =>
    (
      await stage
        .client('prod-eu')
        .request(
          'GET',
          '/apis/apps/v1/namespaces/manager-agent-ai/deployments/smart-notifications',
        )
    ).spec.template.spec.containers[0].image;
  await enter('Olivia Owens', servicePath('smart-notifications'));
  await page.getByRole('button', { name: 'More changes' }).click();
  await page.getByRole('menuitem', { name: /^Deploy image/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByRole('textbox', { name: /smart-notifications/ })
    .fill(':2.3.0');
  await dialog.getByRole('button', { name: 'Exact change' }).click();
  await expect(
    dialog.getByText('manager-agent-ai/smart-notifications:2.3.0').first(),
  ).toBeVisible();
  await picture(page, 'deploy-preview');
  await dialog
    .getByRole('button', { name: 'Deploy to smart-notifications' })
    .click();
  await expect(dialog.getByText('Done', { exact: true })).toBeVisible();
  expect(await image()).toBe('manager-agent-ai/smart-notifications:2.3.0');
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  await page.getByRole('button', { name: 'More changes' }).click();
  await page.getByRole('menuitem', { name: /^Roll back/ }).click();
  await dialog.getByText(/Revision 1, made/).click();
  await dialog.getByRole('button', { name: /What revision 1 changes/ }).click();
  await expect(
    dialog.getByText('manager-agent-ai/smart-notifications:2.2.0').first(),
  ).toBeVisible();
  await shownPicture(page, 'rollback-diff', { width: 1280, height: 800 });
  await dialog
    .getByRole('button', { name: 'Roll back smart-notifications' })
    .click();
  await expect(dialog.getByText('Done', { exact: true })).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByText('2.2.0').first()).toBeVisible();
  expect(await image()).toBe('manager-agent-ai/smart-notifications:2.2.0');
});
