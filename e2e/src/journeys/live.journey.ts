import { expect, servicePath, test } from '../fixtures';

test('what changes in the cluster changes on the page by itself', async ({
  page,
  enter,
  stage,
}) => {
  await enter('Ada Quinn', servicePath('clos-apis'));
  await expect(page.getByRole('link', { name: '2/2 ready' })).toBeVisible();
  const scale = (replicas: number) =>
    stage
      .client('prod-eu')
      .request('PATCH', '/apis/apps/v1/namespaces/clos/deployments/clos-apis', {
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { spec: { replicas } },
      });
  await scale(3);
  await expect(page.getByRole('link', { name: '3/3 ready' })).toBeVisible();
  await scale(2);
  await expect(page.getByRole('link', { name: '2/2 ready' })).toBeVisible();
});
