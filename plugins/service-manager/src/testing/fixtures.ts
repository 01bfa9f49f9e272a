import type {
  ClusterHealth,
  Operation,
  PodView,
  Preview,
  Revision,
  Service,
  ServiceSummary,
  Status,
  StatusState,
  Verb,
  WorkloadView,
} from '@vtasker/backstage-plugin-service-manager-common';

const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A moment before now, as the API says it. */
export function ago(milliseconds: number): string {
  return new Date(Date.now() - milliseconds).toISOString();
}

const reasons: Record<StatusState, [reason: string, message: string]> = {
  running: ['AllReady', 'All 3 pods are ready.'],
  starting: ['Starting', '1 of 3 pods is ready; 2 are starting.'],
  degraded: [
    'CrashLoopBackOff',
    '2 of 3 pods restart again and again: out of memory, limit 512Mi.',
  ],
  stopping: ['ScalingDown', '2 pods are still ending.'],
  stopped: ['ScaledToZero', 'Stopped by a person.'],
  failed: ['ImagePullBackOff', 'The image could not be pulled.'],
  suspended: ['Suspended', 'The CronJob is suspended.'],
  unknown: ['ClusterUnreachable', 'The cluster does not answer.'],
};

export function aStatus(
  state: StatusState = 'running',
  overrides: Partial<Status> = {},
): Status {
  const [reason, message] = reasons[state];
  return {
    state,
    reason,
    message,
    // A minute more: clocks that tick once a second may lag behind.
    since: ago(3 * DAY + MINUTE),
    evidence: [
      {
        source: 'condition',
        object: 'Deployment/project-manager',
        text: 'Available=True: Deployment has minimum availability.',
        at: ago(3 * DAY),
      },
    ],
    ...overrides,
  };
}

export function aPod(overrides: Partial<PodView> = {}): PodView {
  const name = overrides.name ?? 'project-manager-7d9c5b6f4-abcde';
  return {
    name,
    status: aStatus('running', {
      message: 'All containers are ready.',
      evidence: [],
    }),
    phase: 'Running',
    ready: true,
    node: 'node-1',
    ip: '10.0.0.17',
    createdAt: ago(3 * DAY),
    restarts: 0,
    version: 'v2.2.0',
    containers: [
      {
        name: 'app',
        image: 'registry.example.com/project-manager:v2.2.0',
        ready: true,
        restarts: 0,
        state: 'running',
      },
    ],
    ...overrides,
  };
}

export function aWorkload(overrides: Partial<WorkloadView> = {}): WorkloadView {
  return {
    ref: {
      id: 'w-project-manager',
      cluster: 'prod-eu',
      namespace: 'manager-agent-ai',
      kind: 'Deployment',
      name: 'project-manager',
      ...overrides.ref,
    },
    status: aStatus(),
    createdAt: ago(90 * DAY),
    replicas: { desired: 3, current: 3, ready: 3, updated: 3, available: 3 },
    revision: 14,
    strategy: 'RollingUpdate',
    images: [
      {
        container: 'app',
        image: 'registry.example.com/project-manager:v2.2.0',
        version: 'v2.2.0',
      },
    ],
    requests: { cpu: 0.25, memory: 256 * 1024 ** 2 },
    limits: { cpu: 0.5, memory: 512 * 1024 ** 2 },
    usage: { cpu: 0.42, memory: 3 * 301 * 1024 ** 2, at: ago(30 * SECOND) },
    owners: [],
    pods: ['abcde', 'fghij', 'klmno'].map(suffix =>
      aPod({ name: `project-manager-7d9c5b6f4-${suffix}` }),
    ),
    ...(({ ref, ...rest }) => rest)(overrides),
  };
}

export function aCluster(
  overrides: Partial<ClusterHealth> = {},
): ClusterHealth {
  return {
    name: 'prod-eu',
    title: 'prod-eu',
    state: 'connected',
    lastSeenAt: ago(2 * SECOND),
    forbidden: [],
    ...overrides,
  };
}

const allVerbs: Verb[] = [
  'start',
  'stop',
  'restart',
  'scale',
  'pause',
  'resume',
  'rollback',
  'deploy',
];

/** What a running service offers: everything but start and resume. */
export function verbsOf(
  unavailable: Partial<Record<Verb, string>> = {
    start: 'It is not stopped.',
    resume: 'No rollout is paused.',
  },
): Service['verbs'] {
  return allVerbs.map(verb => ({
    verb,
    available: unavailable[verb] === undefined,
    why: unavailable[verb],
  }));
}

export function anOperation(overrides: Partial<Operation> = {}): Operation {
  return {
    id: 'op-1',
    entityRef: 'component:default/project-manager',
    verb: 'stop',
    parameters: {},
    reason: 'Database maintenance',
    actor: 'user:default/anna',
    phase: 'ended',
    outcome: 'succeeded',
    createdAt: ago(5 * HOUR),
    startedAt: ago(5 * HOUR),
    endedAt: ago(5 * HOUR - 41 * SECOND),
    targets: [
      {
        workload: aWorkload().ref,
        before: { replicas: 3 },
        after: { replicas: 0 },
        diff: [{ path: 'spec.replicas', before: 3, after: 0 }],
      },
    ],
    steps: [
      {
        id: 'scale',
        title: 'Set project-manager to 0 replicas',
        state: 'done',
        startedAt: ago(5 * HOUR),
        endedAt: ago(5 * HOUR - SECOND),
      },
      {
        id: 'wait',
        title: 'Wait for project-manager to stop',
        state: 'done',
        startedAt: ago(5 * HOUR - SECOND),
        endedAt: ago(5 * HOUR - 41 * SECOND),
        progress: { done: 3, total: 3 },
      },
    ],
    cancellable: false,
    undoable: true,
    ...overrides,
  };
}

export function aService(overrides: Partial<Service> = {}): Service {
  return {
    entityRef: 'component:default/project-manager',
    key: 'k-project-manager',
    title: 'project-manager',
    owner: 'group:default/managers',
    system: 'system:default/manager-agent-ai',
    status: aStatus(),
    workloads: [aWorkload()],
    events: [],
    dependsOn: [],
    dependents: [],
    verbs: verbsOf(),
    operations: [],
    clusters: [aCluster()],
    ...overrides,
  };
}

export function aSummary(
  overrides: Partial<ServiceSummary> = {},
): ServiceSummary {
  const state = overrides.state ?? 'running';
  const [reason, message] = reasons[state];
  return {
    entityRef: 'component:default/project-manager',
    key: 'k-project-manager',
    title: 'project-manager',
    owner: 'group:default/managers',
    system: 'system:default/manager-agent-ai',
    state,
    reason,
    message,
    since: ago(3 * DAY),
    clusters: ['prod-eu'],
    desired: 3,
    ready: 3,
    restarts: 0,
    versions: ['v2.2.0'],
    owners: [],
    stale: false,
    ...overrides,
  };
}

export function aPreview(overrides: Partial<Preview> = {}): Preview {
  return {
    verb: 'stop',
    summary: 'project-manager stops: 3 pods end and nothing starts them again.',
    changes: [
      {
        workload: aWorkload().ref,
        now: '3 replicas',
        then: 'stopped',
        diff: [{ path: 'spec.replicas', before: 3, after: 0 }],
      },
    ],
    guards: [],
    untouched: [],
    precondition: 'p-1',
    reasonRequired: false,
    ...overrides,
  };
}

export function aRevision(overrides: Partial<Revision> = {}): Revision {
  const revision = overrides.revision ?? 13;
  return {
    revision,
    current: false,
    createdAt: ago(9 * DAY),
    images: [
      {
        container: 'app',
        image: `registry.example.com/project-manager:v2.${revision - 12}.0`,
      },
    ],
    diff: [
      {
        path: 'spec.template.spec.containers[app].image',
        before: 'registry.example.com/project-manager:v2.2.0',
        after: `registry.example.com/project-manager:v2.${revision - 12}.0`,
      },
    ],
    ...overrides,
  };
}
