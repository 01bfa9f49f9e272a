import { expect, test } from '../fixtures';

test('the Kubernetes plugin shows the same entity with the same configuration', async ({
  page,
  enter,
}) => {
  await enter(
    'Ada Quinn',
    '/catalog/default/component/project-manager/kubernetes',
  );
  await expect(page.getByText('Your Clusters').first()).toBeVisible();
  await expect(page.getByText('Production EU').first()).toBeVisible();
});
