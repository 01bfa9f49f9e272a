import type { Entity } from '@backstage/catalog-model';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { serviceManagerApiRef } from '../api';
import { serviceManagerPlugin } from '../plugin';
import type { FakeServer } from '../testing';
// Loaded before a test's clock runs, not when the extension first asks.
import '../cards';
import '../service';

export const anEntity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'project-manager',
    namespace: 'default',
    annotations: {
      'backstage.io/kubernetes-id': 'project-manager',
      'backstage.io/source-location': 'url:https://git.example/managers/',
    },
  },
  spec: { type: 'service', owner: 'group:default/managers' },
};

type ExtensionId = Parameters<typeof serviceManagerPlugin.getExtension>[0];

/** An extension of the plugin on an entity's page, with a server behind it. */
export function renderExtension(
  id: ExtensionId,
  server: FakeServer,
  options: { entity?: Entity; path?: string } = {},
) {
  return renderTestApp({
    extensions: [
      createTestEntityPage({ entity: options.entity ?? anEntity }),
      serviceManagerPlugin.getExtension(id),
    ],
    apis: [
      [serviceManagerApiRef, server.client],
      mockApis.permission(),
      mockApis.identity({ userEntityRef: 'user:default/anna' }),
    ],
    initialRouteEntries: [options.path ?? '/'],
  });
}

export function renderServiceTab(server: FakeServer, path?: string) {
  return renderExtension('entity-content:service-manager/service', server, {
    path,
  });
}
