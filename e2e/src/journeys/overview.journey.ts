import { expect, picture, servicePath, test } from '../fixtures';

test('the overview tells how a service is and what was done to it last, and leads to both', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', servicePath('event-bus', 'resource'));
  await page.getByRole('button', { name: 'Restart', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/Reason/).fill('Picks up the new certificate');
  const confirm = dialog.getByRole('button', { name: 'Restart event-bus' });
  await expect(confirm).toBeEnabled();
  await confirm.click();
  await expect(dialog.getByText('Done', { exact: true })).toBeVisible();

  await page.goto(page.url().replace(/\/service.*/, ''));
  const toService = page.getByRole('link', { name: 'Open the service' });
  await expect(toService).toBeVisible();
  await expect(page.getByText('All 2 pods are ready')).toBeVisible();
  await expect(page.getByText(/^2\/2 ready · 2\.2\.0/)).toBeVisible();
  const last = page.getByText(/Restarted event-bus/);
  await expect(last).toBeVisible();
  await last.scrollIntoViewIfNeeded();
  await picture(page, 'overview');

  await last.click();
  await expect(dialog.getByText('Picks up the new certificate')).toBeVisible();
  await page.goBack();
  await toService.click();
  await expect(page.getByRole('link', { name: '2/2 ready' })).toBeVisible();
});
