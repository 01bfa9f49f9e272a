import { expect, picture, servicePath, test } from '../fixtures';

test('every service of the example fleets shows how it is, with the reason where it is not well', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', '/fleet');
  await expect(page.getByText('2 of 2 clusters up to date')).toBeVisible();
  for (const count of ['34 All', '2 Failed', '32 Running']) {
    const [number, word] = count.split(' ');
    await expect(
      page.getByRole('button', { name: new RegExp(`\\b${number}\\s*${word}`) }),
    ).toBeVisible();
  }
  // One from each cluster, each with its own trouble.
  for (const [service, reason] of [
    ['build (dind)', /cannot pull/],
    ['CLOS Monitor', /restarts again and again/],
  ] as const) {
    const row = page.getByRole('row').filter({ hasText: service });
    await expect(row).toContainText('Failed');
    await expect(row).toContainText(reason);
  }
  await picture(page, 'services');
});

test('the Service tab shows the pods that the cluster has', async ({
  page,
  enter,
  stage,
}) => {
  await enter('Olivia Owens', servicePath('template-generator'));
  await expect(page.getByRole('link', { name: '2/2 ready' })).toBeVisible();
  const { items } = await stage
    .client('prod-eu')
    .request(
      'GET',
      '/api/v1/namespaces/manager-agent-ai/pods?labelSelector=app%3Dtemplate-generator',
    );
  expect(items).toHaveLength(2);
  for (const pod of items) {
    const row = page.getByRole('row').filter({ hasText: pod.metadata.name });
    await expect(row).toContainText('Running');
    await expect(row).toContainText(pod.spec.nodeName);
    await expect(row).toContainText('2.2.0');
  }
});
