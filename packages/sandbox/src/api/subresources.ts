import {
  badRequest,
  conflict,
  invalid,
  invalidValue,
  StatusError,
  type Registry,
} from '../registry';
import { matchesSelector, selectorToString } from '../store';
import type { KubeObject } from '../types';
import { jsonBody, type ApiRequest } from './request';
import { patched, type Place } from './write';

function scaleOf(object: KubeObject) {
  const { name, namespace, uid, resourceVersion, creationTimestamp } =
    object.metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: object.spec.replicas ?? 0 },
    status: {
      replicas: object.status?.replicas ?? 0,
      selector: selectorToString(object.spec.selector),
    },
  };
}

/**
 * `/scale`: reads and writes only the replicas of a workload; a
 * resourceVersion in the body is a precondition.
 */
export function scale(registry: Registry, request: ApiRequest, place: Place) {
  const { resource, namespace, name } = place;
  const live = registry.get(resource, namespace, name!);
  if (request.method === 'GET') return scaleOf(live);
  const wanted =
    request.method === 'PATCH'
      ? patched(request, scaleOf(live), undefined)
      : jsonBody(request);
  const replicas = wanted?.spec?.replicas ?? 0;
  if (!Number.isInteger(replicas)) {
    throw badRequest(
      `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`,
    );
  }
  if (replicas < 0) {
    throw invalid({ group: 'autoscaling', kind: 'Scale', plural: '' }, name!, [
      invalidValue(
        'spec.replicas',
        replicas,
        'must be greater than or equal to 0',
      ),
    ]);
  }
  const version = wanted.metadata?.resourceVersion;
  if (version && version !== live.metadata.resourceVersion) {
    throw conflict(resource, name!);
  }
  const next = registry.update(
    resource,
    { ...live, spec: { ...live.spec, replicas } },
    {
      manager: request.manager,
      subresource: 'scale',
      dryRun: request.dryRun,
    },
  );
  return scaleOf(next);
}

/** `pods/eviction`: a delete that asks the disruption budgets first. */
export function evict(registry: Registry, request: ApiRequest, place: Place) {
  const { resource, namespace, name } = place;
  const body = jsonBody(request);
  const pod = registry.get(resource, namespace, name!);
  const budgets = registry.store
    .list('policy/poddisruptionbudgets', namespace)
    .filter(b => matchesSelector(b.spec.selector, pod.metadata.labels));
  const ready = (pod.status?.conditions ?? []).some(
    (c: any) => c.type === 'Ready' && c.status === 'True',
  );
  if (budgets.length > 1) {
    throw new StatusError(
      500,
      'InternalError',
      'Internal error occurred: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  const [budget] = budgets;
  const dryRun =
    request.dryRun || (body.deleteOptions?.dryRun ?? []).includes('All');
  if (budget && ready && pod.status?.phase === 'Running') {
    const { disruptionsAllowed = 0, ...status } = budget.status ?? {};
    if (disruptionsAllowed <= 0) {
      throw new StatusError(
        429,
        'TooManyRequests',
        "Cannot evict pod as it would violate the pod's disruption budget.",
        {
          causes: [
            {
              reason: 'DisruptionBudget',
              message: `The disruption budget ${budget.metadata.name} needs ${
                status.desiredHealthy ?? 0
              } healthy pods and has ${status.currentHealthy ?? 0} currently`,
            },
          ],
        },
      );
    }
    if (!dryRun) {
      registry.updateStatus(
        budget,
        { ...status, disruptionsAllowed: disruptionsAllowed - 1 },
        request.manager,
      );
    }
  }
  registry.remove(resource, namespace, name!, {
    gracePeriodSeconds: body.deleteOptions?.gracePeriodSeconds,
    preconditions: body.deleteOptions?.preconditions,
    dryRun,
  });
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    code: 201,
  };
}

/** What a review of one's own rights says here: everything is allowed. */
export function accessReview(request: ApiRequest) {
  const body = jsonBody(request);
  return {
    ...body,
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { creationTimestamp: null },
    status: { allowed: true, reason: 'the sandbox has no rules' },
  };
}
