import { expect, picture, shownPicture, test } from '../fixtures';

test('the fleet is searched, filtered and shared by its address', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', '/fleet');
  await expect(page.getByText('API Gateway').first()).toBeVisible();
  await expect(page.getByText('CLOS API').first()).toBeVisible();
  await shownPicture(page, 'fleet', { width: 1280, height: 760 });
  await page.getByRole('searchbox').first().fill('redis');
  await expect(page.getByText('API Gateway')).toHaveCount(0);
  await expect(page).toHaveURL(/redis/);
  await page.reload();
  await expect(page.getByText('Redis').first()).toBeVisible();
  await expect(page.getByText('API Gateway')).toHaveCount(0);
  await picture(page, 'fleet-filtered');
});
