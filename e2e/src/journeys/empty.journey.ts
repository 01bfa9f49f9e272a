import { expect, picture, servicePath, test } from '../fixtures';

test('an entity without workloads shows the annotation to add', async ({
  page,
  enter,
}) => {
  await enter('Olivia Owens', servicePath('handbook'));
  await expect(
    page.getByText('backstage.io/kubernetes-id').first(),
  ).toBeVisible();
  await picture(page, 'no-workloads');
});
