import { expect, servicePath, shownPicture, test } from '../fixtures';

test('an operation that is left running goes on in view, until it is done and put away', async ({
  page,
  enter,
  stage,
}) => {
  test.setTimeout(180_000);
  // A rollout slow enough to be looked at, also on a busy machine.
  const pace = (minReadySeconds: number) =>
    stage
      .client('prod-eu')
      .request(
        'PATCH',
        '/apis/apps/v1/namespaces/manager-agent-ai/deployments/project-manager',
        {
          headers: { 'content-type': 'application/merge-patch+json' },
          body: { spec: { minReadySeconds } },
        },
      );
  await pace(8);
  await enter('Olivia Owens', servicePath('project-manager'));
  await expect(page.getByRole('link', { name: '3/3 ready' })).toBeVisible();
  await page.getByRole('button', { name: 'Restart', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/Reason/).fill('Reads the new feature flags');
  const confirm = dialog.getByRole('button', {
    name: 'Restart project-manager',
  });
  await expect(confirm).toBeEnabled();
  await confirm.click();
  await dialog.getByRole('button', { name: 'Leave it running' }).click();
  await expect(dialog).toHaveCount(0);

  const running = page.getByRole('region', { name: 'Running operations' });
  await expect(running.getByRole('progressbar')).toBeVisible();
  // In the middle of the rollout: one of the new pods is there already.
  await expect(page.getByText(/\b[12] of 3 pods/).first()).toBeVisible();
  await shownPicture(page, 'service-tab', { width: 1360, height: 900 });

  await expect(running.getByRole('progressbar')).toHaveCount(0, {
    timeout: 90_000,
  });
  await pace(0);
  await expect(running.getByText('Done', { exact: true })).toBeVisible();
  await running.getByRole('button', { name: 'Put away' }).click();
  await expect(running.getByText('Done', { exact: true })).toHaveCount(0);
  await expect(page.getByText('Reads the new feature flags')).toBeVisible();
});
