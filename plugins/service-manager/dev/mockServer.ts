import type {
  Operation,
  Service,
} from '@vtasker/backstage-plugin-service-manager-common';
import {
  aCluster,
  ago,
  anOperation,
  aPod,
  aPreview,
  aRevision,
  aService,
  aStatus,
  aSummary,
  aWorkload,
  DAY,
  FakeServer,
  HOUR,
  MINUTE,
  verbsOf,
} from '../src/testing';
import { answerAlerts } from './mockAlerts';

const denied =
  'You may look at this service but not change it. Ask managers, who own it.';

const pods = ['abcde', 'fghij'].map(suffix =>
  aPod({
    name: `web-5f7c9d8b6-${suffix}`,
    ready: false,
    restarts: 17,
    status: aStatus('degraded', {
      message: 'Out of memory again and again, limit 512Mi.',
      reason: 'OOMKilled',
    }),
  }),
);

/** A service for each state of the tab. */
export const scenarios: Record<string, Service> = {
  running: aService({
    workloads: [
      aWorkload({
        owners: [
          {
            kind: 'ArgoCD',
            name: 'managers',
            namespace: 'argocd',
            effect: 'Argo CD puts back what Git says within about a minute.',
          },
          {
            kind: 'HPA',
            name: 'project-manager',
            effect: 'The autoscaler sets the number of replicas.',
          },
        ],
        autoscaler: { name: 'project-manager', kind: 'HPA', min: 2, max: 6 },
      }),
    ],
    dependsOn: [
      {
        entityRef: 'resource:default/postgres',
        title: 'postgres',
        state: 'running',
      },
      { entityRef: 'component:default/auth', title: 'auth', state: 'degraded' },
    ],
    dependents: [
      {
        entityRef: 'component:default/gateway',
        title: 'gateway',
        state: 'running',
      },
    ],
    events: [
      {
        type: 'Normal',
        reason: 'ScalingReplicaSet',
        message: 'Scaled up replica set project-manager-7d9c5b6f4 to 3',
        object: 'Deployment/project-manager',
        count: 1,
        lastAt: ago(20 * MINUTE),
      },
    ],
    operations: [
      anOperation(),
      anOperation({
        id: 'op-0',
        verb: 'scale',
        parameters: { replicas: 5 },
        outcome: 'overridden',
        overriddenBy: 'argocd-application-controller',
        undoable: false,
        reason: 'Load test',
        createdAt: ago(3 * DAY),
      }),
    ],
  }),
  degraded: aService({
    title: 'web',
    status: aStatus('degraded', {
      since: ago(12 * MINUTE),
      evidence: [
        {
          source: 'container',
          object: 'Pod/web-5f7c9d8b6-abcde',
          text: 'Last State: Terminated, Reason: OOMKilled, Exit Code: 137',
          at: ago(2 * MINUTE),
          count: 17,
        },
        {
          source: 'event',
          object: 'Pod/web-5f7c9d8b6-abcde',
          text: 'Back-off restarting failed container app in pod web-5f7c9d8b6-abcde',
          at: ago(MINUTE),
          count: 212,
        },
      ],
    }),
    clusters: [
      aCluster(),
      aCluster({
        name: 'prod-us',
        title: 'prod-us',
        state: 'unreachable',
        lastSeenAt: ago(7 * MINUTE),
        message: 'connect ETIMEDOUT 10.4.0.1:6443',
        forbidden: ['HorizontalPodAutoscaler'],
      }),
    ],
    workloads: [
      aWorkload({
        status: aStatus('degraded', { since: ago(12 * MINUTE) }),
        replicas: {
          desired: 3,
          current: 4,
          ready: 1,
          updated: 2,
          available: 1,
        },
        pods: [...pods, aPod({ name: 'web-6c9d-zzzzz', version: 'v2.1.0' })],
        usage: {
          cpu: 0.21,
          memory: 3 * 490 * 1024 ** 2,
          at: ago(20_000),
        },
        rollout: {
          updated: 2,
          available: 0,
          old: 2,
          desired: 3,
          message: 'Waiting for new pods to become available.',
        },
      }),
      aWorkload({
        ref: {
          id: 'w-us',
          cluster: 'prod-us',
          namespace: 'manager-agent-ai',
          kind: 'Deployment',
          name: 'web',
        },
        status: aStatus('unknown'),
        usage: undefined,
      }),
      aWorkload({
        ref: {
          id: 'w-report',
          cluster: 'prod-eu',
          namespace: 'manager-agent-ai',
          kind: 'CronJob',
          name: 'report',
        },
        status: aStatus('suspended'),
        replicas: undefined,
        revision: undefined,
        pods: [],
        schedule: {
          cron: '0 3 * * *',
          timeZone: 'Europe/Berlin',
          suspended: true,
          active: 0,
          lastScheduledAt: ago(9 * HOUR),
        },
      }),
    ],
    events: [
      {
        type: 'Warning',
        reason: 'BackOff',
        message: 'Back-off restarting failed container app',
        object: 'Pod/web-5f7c9d8b6-abcde',
        count: 212,
        firstAt: ago(HOUR),
        lastAt: ago(MINUTE),
      },
    ],
  }),
  stopped: aService({
    title: 'stopped',
    status: aStatus('stopped', { since: ago(2 * HOUR) }),
    workloads: [
      aWorkload({
        status: aStatus('stopped'),
        replicas: {
          desired: 0,
          current: 0,
          ready: 0,
          updated: 0,
          available: 0,
        },
        pods: [],
        usage: undefined,
        stopped: {
          replicas: 3,
          by: 'user:default/anna',
          at: ago(2 * HOUR),
          reason: 'Database maintenance',
          until: ago(-3 * HOUR),
        },
      }),
    ],
    verbs: verbsOf({
      stop: 'It is stopped already.',
      restart: 'It is stopped: start it instead.',
    }),
    operations: [anOperation()],
  }),
  denied: aService({
    title: 'denied',
    verbs: verbsOf(
      Object.fromEntries(verbsOf({}).map(({ verb }) => [verb, denied])),
    ),
  }),
  empty: aService({
    title: 'empty',
    workloads: [],
    status: aStatus('unknown', { evidence: [] }),
    problem: {
      code: 'no-annotation',
      message: 'The entity has none of the annotations that name workloads.',
      nextStep:
        'Add this to its catalog-info.yaml, and the label to its workloads.',
      snippet: [
        'metadata:',
        '  annotations:',
        '    backstage.io/kubernetes-id: empty',
      ].join('\n'),
    },
  }),
};

const STEP = 2_000;

/** Lets an operation run to its end before one's eyes. */
function run(service: Service, operation: Operation) {
  service.operations = [operation, ...service.operations];
  const advance = (change: Partial<Operation>) => {
    Object.assign(operation, change);
  };
  const [first, second] = operation.steps;
  const at = () => new Date().toISOString();
  setTimeout(() => {
    Object.assign(first, { state: 'done', endedAt: at() });
    Object.assign(second, {
      state: 'running',
      startedAt: at(),
      progress: { done: 1, total: 3 },
    });
    advance({ phase: 'following' });
  }, STEP);
  setTimeout(() => {
    Object.assign(second, {
      state: 'done',
      endedAt: at(),
      progress: { done: 3, total: 3 },
    });
    advance({
      phase: 'ended',
      outcome: 'succeeded',
      endedAt: at(),
      cancellable: false,
      undoable: true,
    });
  }, 3 * STEP);
}

function start(service: Service, body: any): Operation {
  const now = new Date().toISOString();
  const operation = anOperation({
    id: `op-${Date.now()}`,
    verb: body.verb,
    parameters: body.parameters,
    reason: body.reason,
    entityRef: service.entityRef,
    phase: 'acting',
    outcome: undefined,
    createdAt: now,
    startedAt: now,
    endedAt: undefined,
    cancellable: true,
    undoable: false,
    steps: [
      {
        id: 'act',
        title: `Patch Deployment ${service.title}`,
        state: 'running',
        startedAt: now,
      },
      {
        id: 'follow',
        title: 'Wait until the cluster shows it',
        state: 'pending',
      },
    ],
  });
  run(service, operation);
  return operation;
}

export function createMockServer(): FakeServer {
  const services = new Map(
    Object.entries(scenarios).map(([name, service]) => [
      name,
      { ...service, entityRef: `component:default/${name}`, key: name },
    ]),
  );
  const find = (name: string) => services.get(name) ?? services.get('running')!;
  const findOperation = (id: string) => {
    for (const service of services.values()) {
      const operation = service.operations.find(item => item.id === id);
      if (operation) return { service, operation };
    }
    throw new Error(`No operation ${id}`);
  };
  return answerAlerts(new FakeServer())
    .on('getService', ({ params }) => find(params.name))
    .on('listServices', () => ({
      items: [...services.values()].map(service =>
        aSummary({
          entityRef: service.entityRef,
          key: service.key,
          title: service.title,
          state: service.status.state,
        }),
      ),
      totalItems: services.size,
    }))
    .on('listClusters', () => ({ items: scenarios.degraded.clusters }))
    .on('listRevisions', () => ({
      items: [
        aRevision({ revision: 14, current: true, diff: [] }),
        aRevision({ revision: 13 }),
        aRevision({ revision: 12, changeCause: 'Before the new parser' }),
      ],
    }))
    .on('previewOperation', ({ params, body }) =>
      aPreview({
        verb: body.verb,
        precondition: JSON.stringify(find(params.name).workloads[0]?.replicas),
        guards: [
          {
            code: 'gitops-owner',
            severity: 'warning',
            title: 'Argo CD will put it back within a minute',
            detail:
              'The application managers has self-heal on and does not ignore spec.replicas.',
            advice: 'Change the number of replicas in Git instead.',
          },
          {
            code: 'dependents',
            severity: 'info',
            title: 'gateway uses this service',
            detail: 'Its requests will fail while this is stopped.',
          },
        ],
      }),
    )
    .on('createOperation', ({ params, body }) => start(find(params.name), body))
    .on('getOperation', ({ params }) => findOperation(params.id).operation)
    .on('cancelOperation', ({ params }) => {
      const { operation } = findOperation(params.id);
      return Object.assign(operation, {
        phase: 'ended',
        outcome: 'cancelled',
        cancellable: false,
      });
    })
    .on('undoOperation', ({ params }) => {
      const { service, operation } = findOperation(params.id);
      operation.undoable = false;
      return start(service, { verb: 'start', parameters: {} });
    });
}
