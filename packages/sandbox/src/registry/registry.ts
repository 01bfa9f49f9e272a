import { randomBytes, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { recordUpdate } from '../patch';
import type { Store } from '../store';
import type { KubeObject } from '../types';
import { withDefaults } from './defaults';
import { alreadyExists, conflict, invalid, notFound } from './errors';
import type { Resource, Resources } from './resources';
import { validate, validateUpdate } from './validation';

/** Who writes, and how. */
export interface WriteOptions {
  manager: string;
  subresource?: string;
  dryRun?: boolean;
  /** managedFields of the object were already made (server-side apply). */
  applied?: boolean;
}

export interface DeleteOptions {
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  gracePeriodSeconds?: number;
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: boolean;
}

const SUFFIX = 'bcdfghjklmnpqrstvwxz2456789';

/** Five characters as the API server appends to `generateName`. */
export function randomSuffix(): string {
  return [...randomBytes(5)].map(b => SUFFIX[b % SUFFIX.length]).join('');
}

/** RFC 3339 without fractions, as Kubernetes writes times. */
export const timestamp = (date: Date) =>
  date.toISOString().replace(/\.\d{3}Z$/, 'Z');

const REPLACED = new Set(['metadata', 'status']);

function specOf(object: KubeObject) {
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) {
    if (!REPLACED.has(key)) rest[key] = value;
  }
  return rest;
}

/** Nobody asks who wrote their status, and it is most of all writes. */
const UNTRACKED = new Set(['Pod', 'ReplicaSet']);

const HAS_GENERATION = new Set([
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'PodDisruptionBudget',
  'Ingress',
]);

const hasGeneration = (resource: Resource) =>
  resource.custom || HAS_GENERATION.has(resource.kind);

/**
 * What every write goes through, a person's and a controller's: identity,
 * defaults, validation, versions, generation and managed fields.
 */
export class Registry {
  constructor(
    readonly store: Store,
    readonly resources: Resources,
    readonly now: () => Date,
  ) {}

  /** @throws StatusError 404 */
  get(resource: Resource, namespace: string | undefined, name: string) {
    const found = this.store.get(resource.key, namespace, name);
    if (!found) throw notFound(resource, name);
    return found;
  }

  create(
    resource: Resource,
    body: KubeObject,
    options: WriteOptions,
  ): KubeObject {
    const time = timestamp(this.now());
    const metadata = { ...body.metadata };
    if (!metadata.name && metadata.generateName) {
      metadata.name = metadata.generateName + randomSuffix();
    }
    delete metadata.resourceVersion;
    delete metadata.deletionTimestamp;
    if (!options.applied) delete metadata.managedFields;
    metadata.uid = randomUUID();
    metadata.creationTimestamp = time;
    if (hasGeneration(resource)) metadata.generation = 1;
    let object: KubeObject = {
      ...body,
      kind: body.kind,
      apiVersion: body.apiVersion,
      metadata,
    };
    if (resource.subresources.includes('status')) {
      delete object.status;
      if (!resource.custom) object.status = {};
      if (resource.kind === 'Pod') object.status = { phase: 'Pending' };
      if (resource.kind === 'Node') object.status = body.status ?? {};
      if (resource.kind === 'Namespace') delete object.status;
    }
    object = withDefaults(object);
    const causes = resource.custom ? [] : validate(object);
    if (causes.length) throw invalid(resource, metadata.name ?? '', causes);
    if (this.store.get(resource.key, metadata.namespace, metadata.name)) {
      throw alreadyExists(resource, metadata.name);
    }
    if (
      resource.namespaced &&
      !this.store.get('namespaces', undefined, metadata.namespace ?? '')
    ) {
      throw notFound(
        this.resources.key('namespaces'),
        metadata.namespace ?? '',
      );
    }
    if (!options.applied) {
      object.metadata.managedFields = recordUpdate(
        undefined,
        object,
        resource.type,
        { ...options, time },
      );
    }
    return options.dryRun ? object : this.store.put(resource.key, object);
  }

  /**
   * Replaces an object, or only its status with `subresource: 'status'`.
   *
   * @throws StatusError 409 when the body's resourceVersion is not the last
   */
  update(
    resource: Resource,
    body: KubeObject,
    options: WriteOptions,
  ): KubeObject {
    const { namespace, name } = body.metadata;
    const live = this.get(resource, namespace, name);
    const { resourceVersion, uid } = body.metadata;
    if (resourceVersion && resourceVersion !== live.metadata.resourceVersion) {
      throw conflict(resource, name);
    }
    if (uid && uid !== live.metadata.uid) {
      throw conflict(
        resource,
        name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`,
      );
    }
    let next: KubeObject;
    if (options.subresource === 'status') {
      next = { ...live, status: body.status };
    } else {
      next = withDefaults(
        resource.subresources.includes('status')
          ? { ...body, status: live.status }
          : body,
      );
      if (next.status === undefined) delete next.status;
    }
    const kept = live.metadata;
    const source = options.subresource === 'status' ? kept : body.metadata;
    next.metadata = {
      ...source,
      name: kept.name,
      namespace: kept.namespace,
      uid: kept.uid,
      resourceVersion: kept.resourceVersion,
      generation: kept.generation,
      creationTimestamp: kept.creationTimestamp,
      deletionTimestamp: kept.deletionTimestamp,
      deletionGracePeriodSeconds: kept.deletionGracePeriodSeconds,
      managedFields:
        source.managedFields && options.applied
          ? source.managedFields
          : kept.managedFields,
    };
    for (const key of Object.keys(next.metadata)) {
      if (next.metadata[key] === undefined) delete next.metadata[key];
    }
    if (
      hasGeneration(resource) &&
      !isDeepStrictEqual(specOf(live), specOf(next))
    ) {
      next.metadata.generation = (kept.generation ?? 0) + 1;
    }
    if (!resource.custom && options.subresource !== 'status') {
      const causes = [...validate(next), ...validateUpdate(live, next)];
      if (causes.length) throw invalid(resource, name, causes);
    }
    const time = timestamp(this.now());
    if (!options.applied) {
      const managed = recordUpdate(live, next, resource.type, {
        ...options,
        time,
      });
      // Two identical states are one version, whoever writes them.
      if (managed === (kept.managedFields ?? managed)) {
        if (isDeepStrictEqual(live, next)) return live;
      }
      next.metadata.managedFields = managed;
    } else if (isDeepStrictEqual(live, next)) {
      return live;
    }
    if (options.dryRun) return next;
    if (next.metadata.deletionTimestamp && !next.metadata.finalizers?.length) {
      if (resource.kind !== 'Pod') {
        return this.store.remove(resource.key, namespace, name)!;
      }
    }
    return this.store.put(resource.key, next);
  }

  /** Writes only the status; for controllers. */
  updateStatus(object: KubeObject, status: any, manager: string): KubeObject {
    const resource = this.resources.of(object)!;
    const { namespace, name, uid } = object.metadata;
    const live = this.store.get(resource.key, namespace, name);
    if (!live || live.metadata.uid !== uid) return object;
    return this.update(
      resource,
      { ...live, status },
      { manager, subresource: 'status', applied: UNTRACKED.has(resource.kind) },
    );
  }

  /**
   * Deletes an object, at once or by steps: finalizers, dependents first, a
   * pod's time to end.
   *
   * @returns the object when it is still there, else undefined
   */
  remove(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    options: DeleteOptions = {},
  ): KubeObject | undefined {
    const live = this.get(resource, namespace, name);
    const { preconditions } = options;
    for (const field of ['uid', 'resourceVersion'] as const) {
      const asked = preconditions?.[field];
      if (asked && asked !== live.metadata[field]) {
        const label = field === 'uid' ? 'UID' : 'ResourceVersion';
        throw conflict(
          resource,
          name,
          `Precondition failed: ${label} in precondition: ${asked}, ${label} in object meta: ${live.metadata[field]}`,
        );
      }
    }
    if (options.dryRun) return undefined;
    const finalizers = new Set(live.metadata.finalizers ?? []);
    if (options.propagationPolicy === 'Foreground') {
      finalizers.add('foregroundDeletion');
    }
    if (options.propagationPolicy === 'Orphan') finalizers.add('orphan');
    let grace = 0;
    if (resource.kind === 'Pod' && live.spec.nodeName) {
      grace =
        options.gracePeriodSeconds ??
        live.spec.terminationGracePeriodSeconds ??
        30;
      if (/Succeeded|Failed/.test(live.status?.phase ?? '')) grace = 0;
    }
    const stays =
      finalizers.size > 0 || grace > 0 || resource.kind === 'Namespace';
    if (!stays) {
      this.store.remove(resource.key, namespace, name);
      return undefined;
    }
    if (live.metadata.deletionTimestamp) return live;
    const metadata = {
      ...live.metadata,
      deletionTimestamp: timestamp(
        new Date(this.now().getTime() + grace * 1000),
      ),
      deletionGracePeriodSeconds: grace,
      ...(finalizers.size ? { finalizers: [...finalizers] } : {}),
    };
    if (metadata.generation) metadata.generation += 1;
    return this.store.put(resource.key, {
      ...live,
      metadata,
      ...(resource.kind === 'Namespace'
        ? { status: { phase: 'Terminating' } }
        : {}),
    });
  }
}
