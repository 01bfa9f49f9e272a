import { expect, picture, servicePath, test } from '../fixtures';

test('a service is stopped with a reason, and undone with one click', async ({
  page,
  enter,
  stage,
}) => {
  const replicas = async () =>
    (
      await stage
        .client('prod-eu')
        .request(
          'GET',
          '/apis/apps/v1/namespaces/manager-agent-ai/deployments/consistency-manager',
        )
    ).spec.replicas;
  await enter('Olivia Owens', servicePath('consistency-manager'));
  await expect(page.getByRole('link', { name: '2/2 ready' })).toBeVisible();

  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(
    dialog.getByRole('heading', { name: 'Stop consistency-manager' }),
  ).toBeVisible();
  await expect(dialog.getByText('What will happen')).toBeVisible();
  await dialog.getByLabel(/Reason/).fill('Trying the new schema');
  const confirm = dialog.getByRole('button', {
    name: 'Stop consistency-manager',
  });
  await expect(confirm).toBeEnabled();
  await picture(page, 'stop-preview');
  await confirm.click();

  await expect(dialog.getByText('Done', { exact: true })).toBeVisible();
  await picture(page, 'stop-done');
  await expect(page.getByText('Stopped').first()).toBeVisible();
  expect(await replicas()).toBe(0);
  await dialog
    .getByRole('button', { name: /^Undo .*consistency-manager$/ })
    .click();
  await expect(
    dialog.getByText('It undoes an earlier operation.'),
  ).toBeVisible();
  await expect(dialog.getByText('Done', { exact: true })).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByRole('link', { name: '2/2 ready' })).toBeVisible();
  await expect(page.getByText('Trying the new schema')).toBeVisible();
  expect(await replicas()).toBe(2);
});
