import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { serviceManagerPermissions } from '@vtasker/backstage-plugin-service-manager-common';
import { clustersServiceRef } from '@vtasker/backstage-plugin-service-manager-node';
import { Access, createLimits } from './access';
import { registerActions } from './actions';
import { Alerts, ErrorLogCounts, scheduleAlertRetention } from './alerts';
import { DatabaseAlertStore, DatabaseOperationStore } from './database';
import { evaluateGuards } from './guards';
import { Operations, scheduleRetention } from './operations';
import { createLogs } from './logs';
import { createMetrics } from './metrics';
import { createRouter } from './router';
import {
  alertLook,
  createServices,
  createStreamServices,
  keepWarm,
  RecentOperations,
  ServiceDirectory,
  serviceKey,
  ServiceStates,
  TargetIndex,
  timedStarts,
} from './services';
import { readSettings } from './settings';
import { ChangeHints, followChanges, OperationNotifier } from './signals';
import { targetOf } from './targets';
import { createTelemetryRouter, Telemetry } from './telemetry';
import { readUpstreams, UpstreamKind } from './upstreams';
import { matchesTarget, WatchCache } from './workloads';

/** An operation taken up again should meet what the clusters hold. */
const FIRST_SYNC_MS = 15_000;

/**
 * Runs services from their catalog entities. The only place that knows all
 * rooms.
 *
 * @public
 */
export const serviceManagerPlugin = createBackendPlugin({
  pluginId: 'service-manager',
  register(env) {
    env.registerInit({
      deps: {
        actions: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        clusters: clustersServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { auth, catalog, clusters, httpRouter, lifecycle, logger } = deps;
        const clock = () => new Date();
        const clusterNames = () => clusters.list().map(({ name }) => name);
        const settings = readSettings(deps.config);
        deps.permissionsRegistry.addPermissions(serviceManagerPermissions);

        const workloads = WatchCache.create({ clusters, logger });
        const store = await DatabaseOperationStore.create(deps);
        const access = Access.create({ ...deps });
        const directory = ServiceDirectory.create({
          access,
          auth,
          catalog,
          clock,
          index: TargetIndex.create({ matchesTarget }),
          logger,
          targetOf,
        });
        const operations = Operations.create({
          store,
          clusters,
          workloads,
          guards: input => evaluateGuards({ ...input, owners: settings.view }),
          gitops: settings.gitops,
          logger,
          onDue: timedStarts({ ...deps, directory }),
          settings: settings.operations,
        });
        const states = ServiceStates.create({
          clock,
          clusterNames,
          view: settings.view,
          workloads,
        });
        const telemetry = Telemetry.create({
          health: () => workloads.health(),
          objectCounts: () => workloads.objectCounts(),
          clock,
        });
        const upstreams = (kind: UpstreamKind) =>
          readUpstreams(deps.config, kind, clusterNames());
        const { errors, logs } = createLogs({
          upstreams: upstreams('loki'),
          clusters,
          workloads,
          clock,
        });
        const metricsRoom = createMetrics({
          config: deps.config,
          clusters: clusterNames(),
          workloads,
          feed: workloads,
          clock,
          logger,
          countErrorLines: (cluster, options) =>
            errors.errorLines(cluster, options),
        });
        const { metrics, trends } = metricsRoom;
        const hints = ChangeHints.create({ signals: deps.signals, logger });
        const alertStore = await DatabaseAlertStore.create(deps);
        const alerts = Alerts.create({
          store: alertStore,
          subjects: () => directory.known(),
          look: alertLook({ states, workloads, operations }),
          metrics: {
            latest: async (scope, panel) => ({
              value: await metrics.latest(scope, panel),
            }),
          },
          errorLogs: new ErrorLogCounts({
            count: (cluster, options) => errors.errorLines(cluster, options),
            workloads,
          }),
          external: {
            prometheus: upstreams('prometheus'),
            alertmanager: upstreams('alertmanager'),
            workloads,
            clusters: clusterNames,
          },
          rules: { clusters, workloads },
          notifications: deps.notifications,
          logger,
          clock,
          settings: settings.alerts,
          keepMs: settings.keepIncidentsMs,
          onChanged: refs => hints.changed(refs.map(serviceKey)),
          telemetry,
        });
        const context = {
          access,
          alerts,
          auditor: deps.auditor,
          catalog,
          clock,
          directory,
          limits: createLimits({ ...settings, history: store, clock }),
          logger,
          operations,
          logs,
          metrics,
          recent: RecentOperations.create({ operations }),
          states,
          trends,
          workloads,
        };
        const services = createServices(context);

        const notifier = OperationNotifier.create({
          notifications: deps.notifications,
          logger,
        });
        const stopFollowing = followChanges({
          workloads,
          operations,
          directory,
          states,
          hints,
          onWorkloadChange: change => telemetry.countChange(change),
          onEnd: operation => {
            telemetry.countOperation(operation);
            void notifier.ended(operation);
          },
        });

        await scheduleRetention({
          scheduler: deps.scheduler,
          store,
          retention: settings.retention,
          logger,
          clock,
        });
        await scheduleAlertRetention({
          scheduler: deps.scheduler,
          store: alertStore,
          keepMs: settings.keepIncidentsMs,
          logger,
          clock,
        });
        registerActions({ registry: deps.actions, services });
        httpRouter.use(
          createTelemetryRouter({
            telemetry,
            health: () => workloads.health(),
          }),
        );
        httpRouter.use(
          createRouter({
            httpAuth: deps.httpAuth,
            logger,
            services,
            streams: createStreamServices(context),
            observe: telemetry.observeRequest,
          }),
        );
        if (settings.metricsUnauthenticated) {
          httpRouter.addAuthPolicy({
            path: '/metrics',
            allow: 'unauthenticated',
          });
        }
        if (settings.healthUnauthenticated) {
          httpRouter.addAuthPolicy({
            path: '/health',
            allow: 'unauthenticated',
          });
        }

        let stopped = false;
        let stopWarming = () => {};
        lifecycle.addStartupHook(() => {
          metricsRoom.start();
          workloads.start();
          directory.start(appeared =>
            hints.changed(appeared.map(({ key }) => key)),
          );
          void workloads.ready(FIRST_SYNC_MS).then(() => {
            if (stopped) return;
            operations.start();
            alerts.start();
            stopWarming = keepWarm({
              directory,
              states,
              logger,
              onTurned: turned => hints.changed(turned.map(({ key }) => key)),
            });
          });
        });
        lifecycle.addShutdownHook(async () => {
          stopped = true;
          stopFollowing();
          stopWarming();
          directory.stop();
          logs.stop();
          metricsRoom.stop();
          await alerts.stop();
          await operations.stop();
          await workloads.stop();
        });
      },
    });
  },
});
