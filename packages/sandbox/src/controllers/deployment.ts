import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../types';
import {
  controlled,
  hashOf,
  MANAGER,
  ownerOf,
  ownerReference,
  scaled,
  type Context,
  type Controller,
} from './context';
import { deploymentStatus } from './deploymentStatus';
import {
  recreate,
  REVISION,
  revisionOf,
  rollingUpdate,
  scaleSet,
} from './rolling';

const HASH = 'pod-template-hash';
/** Annotations of a Deployment that are not copied to its ReplicaSets. */
const OWN_ANNOTATIONS = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
]);

function sameTemplate(set: KubeObject, template: any): boolean {
  const { [HASH]: _hash, ...labels } = set.spec.template.metadata.labels;
  return isDeepStrictEqual(
    {
      ...set.spec.template,
      metadata: { ...set.spec.template.metadata, labels },
    },
    { ...template, metadata: { ...template.metadata } },
  );
}

function annotate(
  deployment: KubeObject,
  set: KubeObject,
  revision: number,
): KubeObject {
  const annotations = { ...set.metadata.annotations };
  for (const [key, value] of Object.entries(
    deployment.metadata.annotations ?? {},
  )) {
    if (!OWN_ANNOTATIONS.has(key)) annotations[key] = value;
  }
  annotations[REVISION] = String(revision);
  annotations['deployment.kubernetes.io/desired-replicas'] = String(
    deployment.spec.replicas,
  );
  const { maxSurge } = deployment.spec.strategy.rollingUpdate ?? {};
  annotations['deployment.kubernetes.io/max-replicas'] = String(
    deployment.spec.replicas + scaled(maxSurge, deployment.spec.replicas, 'up'),
  );
  return { ...set, metadata: { ...set.metadata, annotations } };
}

/** The ReplicaSet of the present template, made when it is not there. */
function newReplicaSet(
  deployment: KubeObject,
  existing: KubeObject | undefined,
  old: KubeObject[],
  context: Context,
): KubeObject {
  const { registry, events } = context;
  const resource = registry.resources.key('apps/replicasets');
  const highest = Math.max(0, ...old.map(revisionOf));
  if (existing) {
    const revision = Math.max(revisionOf(existing), highest + 1);
    return registry.update(resource, annotate(deployment, existing, revision), {
      manager: MANAGER,
    });
  }
  const { template, selector, minReadySeconds } = deployment.spec;
  const hash = hashOf(template);
  const labels = { ...template.metadata?.labels, [HASH]: hash };
  const created = registry.create(
    resource,
    annotate(
      deployment,
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name: `${deployment.metadata.name}-${hash}`,
          namespace: deployment.metadata.namespace,
          labels,
          ownerReferences: [ownerReference(deployment)],
        },
        spec: {
          replicas: 0,
          selector: {
            ...selector,
            matchLabels: { ...selector.matchLabels, [HASH]: hash },
          },
          template: { ...template, metadata: { ...template.metadata, labels } },
          ...(minReadySeconds ? { minReadySeconds } : {}),
        },
      },
      highest + 1,
    ),
    { manager: MANAGER },
  );
  if (deployment.spec.strategy.type !== 'Recreate' || old.length === 0) {
    const first = firstScale(deployment, old);
    if (first > 0) {
      events.record(
        deployment,
        'Normal',
        'ScalingReplicaSet',
        `Scaled up replica set ${created.metadata.name} from 0 to ${first}`,
        'deployment-controller',
      );
      return registry.update(
        resource,
        { ...created, spec: { ...created.spec, replicas: first } },
        { manager: MANAGER },
      );
    }
  }
  return created;
}

function firstScale(deployment: KubeObject, old: KubeObject[]): number {
  const { replicas, strategy } = deployment.spec;
  const running = old.reduce((n, set) => n + set.spec.replicas, 0);
  if (running === 0) return replicas;
  if (strategy.type === 'Recreate') return 0;
  const surge = scaled(strategy.rollingUpdate?.maxSurge, replicas, 'up');
  return Math.max(0, Math.min(replicas, replicas + surge - running));
}

/** Rolls a template out over ReplicaSets, one a revision. */
export const deploymentController: Controller = {
  name: 'deployment',
  resource: 'apps/deployments',
  related(event, context) {
    if (event.resource === 'pods') {
      // Recreate waits for pods that end; only their disappearance matters.
      if (event.type !== 'DELETED') return [];
      const [set] = ownerOf('apps/replicasets', 'pods')(event, context);
      if (!set) return [];
      return ownerOf('apps/deployments', 'apps/replicasets')(
        { ...event, resource: 'apps/replicasets', object: set },
        context,
      );
    }
    return ownerOf('apps/deployments', 'apps/replicasets')(event, context);
  },
  reconcile(deployment, context) {
    if (deployment.metadata.deletionTimestamp) return;
    const { registry, store } = context;
    const resource = registry.resources.key('apps/deployments');
    const sets = () => controlled(deployment, 'apps/replicasets', context);
    const isNew = (s: KubeObject) => sameTemplate(s, deployment.spec.template);
    const { paused, strategy, replicas } = deployment.spec;
    let set = sets().find(isNew);
    if (!paused) {
      const old = sets().filter(s => s !== set);
      const known = set !== undefined;
      set = newReplicaSet(deployment, set, old, context);
      const revision = set.metadata.annotations![REVISION];
      if (deployment.metadata.annotations?.[REVISION] !== revision) {
        registry.update(
          resource,
          {
            ...deployment,
            metadata: {
              ...deployment.metadata,
              annotations: {
                ...deployment.metadata.annotations,
                [REVISION]: revision,
              },
            },
          },
          { manager: MANAGER },
        );
      }
      const live = old.filter(s => s.spec.replicas > 0);
      if (!known) {
        // The status of a new set is not seen yet; the next look goes on.
      } else if (strategy.type === 'Recreate') {
        recreate(deployment, set, old, context);
      } else rollingUpdate(deployment, set, live, context);
      const limit = deployment.spec.revisionHistoryLimit ?? 10;
      const idle = old
        .filter(s => s.spec.replicas === 0 && !(s.status?.replicas > 0))
        .sort((a, b) => revisionOf(a) - revisionOf(b));
      for (const s of idle.slice(0, Math.max(0, idle.length - limit))) {
        registry.remove(
          registry.resources.key('apps/replicasets'),
          s.metadata.namespace,
          s.metadata.name,
        );
      }
    } else {
      // Paused: a change of the count still counts, a change of the template not.
      const active = sets().filter(s => s.spec.replicas > 0);
      const newest = [...sets()].sort((a, b) => revisionOf(b) - revisionOf(a));
      const target = active.length <= 1 ? active[0] ?? newest[0] : undefined;
      if (target) scaleSet(deployment, target, replicas, context);
    }
    const { namespace, name } = deployment.metadata;
    const seen = store.get('apps/deployments', namespace, name)!;
    const all = sets();
    const { status, nextMs } = deploymentStatus(
      seen,
      all.find(isNew),
      all,
      context,
    );
    registry.updateStatus(seen, status, MANAGER);
    if (nextMs) context.later(this, deployment, nextMs);
  },
};
