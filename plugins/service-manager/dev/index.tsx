import '@backstage/cli/asset-types';
import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  createFrontendModule,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { Container, Flex, Link } from '@backstage/ui';
import { Route, Routes, useParams } from 'react-router-dom';
import plugin from '../src';
import { AlertsPanel } from '../src/alerts';
import { serviceManagerApiRef } from '../src/api';
import { ServiceContent } from '../src/service';
import { createMockServer, scenarios } from './mockServer';

function EntityPage() {
  const { name = 'running' } = useParams();
  const entity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default' },
  };
  return (
    <EntityProvider entity={entity}>
      <Container>
        <Routes>
          <Route
            path="metrics"
            element={<AlertsPanel entityRef={`component:default/${name}`} />}
          />
          <Route path="*" element={<ServiceContent key={name} />} />
        </Routes>
      </Container>
    </EntityProvider>
  );
}

function Scenarios() {
  return (
    <Container>
      <Flex direction="column" gap="2">
        {Object.keys(scenarios).map(name => (
          <Link key={name} href={`/catalog/default/component/${name}`}>
            {name}
          </Link>
        ))}
      </Flex>
    </Container>
  );
}

const devPlugin = createFrontendPlugin({
  pluginId: 'dev',
  extensions: [
    PageBlueprint.make({
      name: 'scenarios',
      params: {
        path: '/',
        title: 'Scenarios',
        loader: async () => <Scenarios />,
      },
    }),
    PageBlueprint.make({
      name: 'entity',
      params: {
        path: '/catalog/:namespace/:kind/:name',
        title: 'Service',
        routeRef: entityRouteRef as any,
        loader: async () => <EntityPage />,
      },
    }),
  ],
});

const mockApi = createFrontendModule({
  pluginId: 'service-manager',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: serviceManagerApiRef,
          deps: {},
          factory: () => createMockServer().client,
        }),
    }),
  ],
});

createDevApp({ features: [plugin, devPlugin, mockApi] });
