import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
// Only what every page of the portal may load: the rest comes with `import()`.
import { lazyClient } from './api/lazyClient';
import { serviceManagerApiRef } from './api/serviceManagerApi';
import { namesWorkloads, runsWorkloads } from './filters';
import { FleetIcon } from './FleetIcon';
import { fleetRouteRef, serviceRouteRef } from './routes';

const serviceManagerApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: serviceManagerApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: apis =>
        lazyClient(() =>
          import('./api/client').then(m => new m.ServiceManagerClient(apis)),
        ),
    }),
});

const serviceContent = EntityContentBlueprint.make({
  name: 'service',
  params: {
    path: '/service',
    title: 'Service',
    routeRef: serviceRouteRef,
    // Also without annotations: the tab then says which one to add.
    filter: runsWorkloads,
    loader: () => import('./service').then(m => <m.ServiceContent />),
  },
});

const logsContent = EntityContentBlueprint.make({
  name: 'logs',
  params: {
    path: '/logs',
    title: 'Logs',
    filter: runsWorkloads,
    loader: () => import('./logs').then(m => <m.LogsContent />),
  },
});

const metricsContent = EntityContentBlueprint.make({
  name: 'metrics',
  params: {
    path: '/metrics',
    title: 'Metrics',
    filter: runsWorkloads,
    loader: () => import('./metrics').then(m => <m.MetricsContent />),
  },
});

const statusCard = EntityCardBlueprint.make({
  name: 'status',
  params: {
    type: 'info',
    filter: namesWorkloads,
    loader: () => import('./cards').then(m => <m.StatusCard />),
  },
});

const operationsCard = EntityCardBlueprint.make({
  name: 'operations',
  params: {
    type: 'content',
    filter: namesWorkloads,
    loader: () => import('./cards').then(m => <m.OperationsCard />),
  },
});

const fleetPage = PageBlueprint.make({
  params: {
    path: '/fleet',
    title: 'Fleet',
    icon: <FleetIcon />,
    routeRef: fleetRouteRef,
    loader: () => import('./fleet').then(m => <m.FleetPage />),
  },
});

/**
 * The service manager's front end.
 *
 * @public
 */
export const serviceManagerPlugin = createFrontendPlugin({
  pluginId: 'service-manager',
  title: 'Service manager',
  info: { packageJson: () => import('../package.json') },
  routes: { fleet: fleetRouteRef, service: serviceRouteRef },
  extensions: [
    serviceManagerApi,
    serviceContent,
    logsContent,
    metricsContent,
    statusCard,
    operationsCard,
    fleetPage,
  ],
});
