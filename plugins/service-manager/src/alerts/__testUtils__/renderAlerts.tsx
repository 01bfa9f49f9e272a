import { screen } from '@testing-library/react';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { anEntity } from '../../__testUtils__/renderExtension';
import { serviceManagerApiRef } from '../../api';
import { type FakeAlerts, FakeServer } from '../../testing';
import { AlertsPanel } from '../AlertsPanel';
// Loaded before a test's clock runs, not when a dialog first opens.
import '../dialogs';

const tab = EntityContentBlueprint.make({
  name: 'metrics',
  params: {
    path: '/metrics',
    title: 'Metrics',
    loader: async () => (
      <AlertsPanel entityRef="component:default/project-manager" />
    ),
  },
});

/** The panel on a tab of an entity's page, with a server behind it. */
export async function renderAlerts(fake: FakeAlerts, path = '/') {
  const server = fake.answer(new FakeServer());
  renderTestApp({
    extensions: [createTestEntityPage({ entity: anEntity }), tab],
    apis: [
      [serviceManagerApiRef, server.client],
      mockApis.permission(),
      mockApis.identity({ userEntityRef: 'user:default/anna' }),
    ],
    initialRouteEntries: [path],
  });
  await screen.findByText('Rules of the service manager');
  return server;
}
