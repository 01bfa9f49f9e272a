import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  AlertRule,
  ClusterHealth,
  KUBERNETES_ID_ANNOTATION,
  Operation,
  serviceManagerPermissions,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { TargetResult } from '../../targets/types';
import type { WorkloadSnapshot } from '../../workloads';

export const NOW = new Date('2026-03-01T12:00:00Z');

/** A component with the annotation, owned by team-a. */
export function component(name: string, more: Partial<Entity> = {}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: { [KUBERNETES_ID_ANNOTATION]: name },
    },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/team-a' }],
    ...more,
  };
}

/** The target of an entity in these tests: one label, anywhere. */
export function targetOf(entity: Entity): TargetResult {
  const id = entity.metadata.annotations?.[KUBERNETES_ID_ANNOTATION];
  if (!id) {
    return {
      problem: {
        code: 'no-annotation',
        message: 'It names no workloads.',
        nextStep: 'Add the annotation.',
      },
    };
  }
  return {
    target: {
      entityRef: stringifyEntityRef(entity),
      selector: { matchLabels: { [KUBERNETES_ID_ANNOTATION]: id } },
    },
  };
}

export function deployment(
  name: string,
  more: { cluster?: string; replicas?: number; paused?: boolean } = {},
): WorkloadSnapshot {
  const { cluster = 'local', replicas = 1, paused } = more;
  return {
    cluster,
    workload: {
      kind: 'Deployment',
      metadata: {
        name,
        namespace: 'shop',
        uid: `uid-${name}`,
        resourceVersion: '1',
        generation: 1,
        creationTimestamp: '2026-02-01T12:00:00Z',
        labels: { [KUBERNETES_ID_ANNOTATION]: name },
      },
      spec: {
        replicas,
        paused,
        selector: { matchLabels: { app: name } },
        template: { containers: [{ name: 'web', image: 'web:1.0.0' }] },
      },
      status: {
        observedGeneration: 1,
        replicas,
        updatedReplicas: replicas,
        readyReplicas: replicas,
        availableReplicas: replicas,
      },
    },
    replicaSets: [],
    pods: [],
    disruptionBudgets: [],
    events: [],
  };
}

export function operation(more: Partial<Operation> = {}): Operation {
  return {
    id: 'op-1',
    entityRef: 'component:default/web',
    verb: 'restart',
    parameters: {},
    actor: 'user:default/mock',
    phase: 'ended',
    outcome: 'succeeded',
    createdAt: '2026-03-01T11:00:00Z',
    targets: [],
    steps: [],
    cancellable: false,
    undoable: true,
    ...more,
  };
}

export function health(more: Partial<ClusterHealth> = {}): ClusterHealth {
  return {
    name: 'local',
    title: 'Local',
    state: 'connected',
    lastSeenAt: NOW.toISOString(),
    forbidden: [],
    ...more,
  };
}

export const alertRule: AlertRule = {
  id: 'default:down',
  definition: {
    kind: 'down',
    enabled: true,
    severity: 'critical',
    forSeconds: 300,
  },
  origin: 'default',
  state: 'inactive',
  summary: 'Failed for 5 minutes',
};

export const allPermissions = serviceManagerPermissions.map(({ name }) => name);
