import { expect, servicePath, test } from '../fixtures';

test('what changes in the cluster changes on the page by itself', async ({
  page,
  enter,
  stage,
}) => {
  await enter('Ada Quinn', servicePath('clos-apis'));
  await expect(page.getByRole('link', { name: '2/2 ready' })).toBeVisible();
  const { url } = stage.clusters.endpoints['prod-eu'];
  const scale = async (replicas: number) => {
    const answer = await fetch(
      `${url}/apis/apps/v1/namespaces/clos/deployments/clos-apis`,
      {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/merge-patch+json' },
        body: JSON.stringify({ spec: { replicas } }),
      },
    );
    expect(answer.status).toBe(200);
  };
  await scale(3);
  await expect(page.getByRole('link', { name: '3/3 ready' })).toBeVisible();
  await scale(2);
  await expect(page.getByRole('link', { name: '2/2 ready' })).toBeVisible();
});
