import { applyPatch, type Operation } from 'fast-json-patch';
import { parse as parseYaml } from 'yaml';
import {
  apply,
  ApplyConflictError,
  mergePatch,
  PatchError,
  strategicMerge,
} from '../patch';
import {
  badRequest,
  groupVersionOf,
  StatusError,
  timestamp,
  type DeleteOptions,
  type Registry,
  type Resource,
} from '../registry';
import { decodeProblems } from '../schema';
import type { KubeObject } from '../types';
import { jsonBody, type ApiRequest } from './request';

/** One object's place. */
export interface Place {
  resource: Resource;
  namespace?: string;
  name?: string;
  subresource?: string;
}

/** Wrong types always, unknown fields when asked for. */
function decode(request: ApiRequest, place: Place, body: any): KubeObject {
  const { resource } = place;
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw badRequest('the body is not an object');
  }
  const gv = groupVersionOf(resource);
  const object = { ...body };
  object.apiVersion ??= gv;
  object.kind ??= resource.kind;
  if (object.kind !== resource.kind || object.apiVersion !== gv) {
    throw badRequest(
      `${object.kind} in version "${object.apiVersion}" cannot be handled as a ${resource.kind}: the object provided is of another kind`,
    );
  }
  const problems = decodeProblems(object, resource.type);
  const prefix = `${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: `;
  const wrong = problems.find(p => p.kind === 'type');
  if (wrong) throw badRequest(prefix + wrong.message);
  if (request.query.get('fieldValidation') === 'Strict' && problems.length) {
    const list = problems.map(p => p.message).join(', ');
    throw badRequest(`${prefix}strict decoding error: ${list}`);
  }
  object.metadata = { ...object.metadata };
  const { metadata } = object;
  if (resource.namespaced) {
    if (metadata.namespace && metadata.namespace !== place.namespace) {
      throw badRequest(
        'the namespace of the provided object does not match the namespace sent on the request',
      );
    }
    metadata.namespace = place.namespace;
  } else {
    delete metadata.namespace;
  }
  if (place.name && metadata.name && metadata.name !== place.name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${place.name})`,
    );
  }
  return object;
}

export function create(registry: Registry, request: ApiRequest, place: Place) {
  const object = decode(request, place, jsonBody(request));
  return registry.create(place.resource, object, {
    manager: request.manager,
    dryRun: request.dryRun,
  });
}

export function replace(registry: Registry, request: ApiRequest, place: Place) {
  const object = decode(request, place, jsonBody(request));
  object.metadata.name = place.name!;
  return registry.update(place.resource, object, {
    manager: request.manager,
    dryRun: request.dryRun,
    subresource: place.subresource,
  });
}

const rejected = () =>
  new StatusError(
    422,
    'Invalid',
    'the server rejected our request due to an error in our request',
    {},
  );

/** Applies a JSON patch; its `test` guards are answered with 422. */
function jsonPatch(target: KubeObject, operations: Operation[]): KubeObject {
  try {
    return applyPatch(JSON.parse(JSON.stringify(target)), operations, true)
      .newDocument;
  } catch {
    throw rejected();
  }
}

/** The patched object, for any of the four kinds of patches but apply. */
export function patched(
  request: ApiRequest,
  target: any,
  resource: Resource | undefined,
) {
  const body = jsonBody({ ...request, contentType: 'application/json' });
  switch (request.contentType) {
    case 'application/json-patch+json':
      if (!Array.isArray(body)) throw badRequest('a JSON patch is an array');
      return jsonPatch(target, body);
    case 'application/merge-patch+json':
      return mergePatch(target, body);
    case 'application/strategic-merge-patch+json':
      if (resource?.custom) break;
      try {
        return strategicMerge(target, body, resource?.type ?? 'any');
      } catch (e) {
        if (e instanceof PatchError) throw badRequest(e.message);
        throw e;
      }
    default:
  }
  throw new StatusError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, ${
      resource?.custom ? '' : 'application/strategic-merge-patch+json, '
    }application/apply-patch+yaml`,
  );
}

function applyPatchOf(registry: Registry, request: ApiRequest, place: Place) {
  const { resource, namespace, name } = place;
  if (!request.query.get('fieldManager')) {
    throw new StatusError(
      422,
      'Invalid',
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      {
        group: 'meta.k8s.io',
        kind: 'PatchOptions',
        causes: [
          {
            reason: 'FieldValueRequired',
            message: 'Required value: is required for apply patch',
            field: 'fieldManager',
          },
        ],
      },
    );
  }
  const config = decode(request, place, parseYaml(request.body.toString()));
  config.metadata.name = name!;
  if (config.metadata.managedFields) {
    throw badRequest('metadata.managedFields must be nil');
  }
  const live = registry.store.get(resource.key, namespace, name!);
  const options = {
    manager: request.manager,
    dryRun: request.dryRun,
    subresource: place.subresource,
    applied: true,
  };
  try {
    const next = apply(live, config, resource.type, {
      manager: request.manager,
      subresource: place.subresource,
      time: timestamp(registry.now()),
      force: request.query.get('force') === 'true',
    });
    return live
      ? registry.update(resource, next, options)
      : registry.create(resource, next, options);
  } catch (e) {
    if (!(e instanceof ApplyConflictError)) throw e;
    const { conflicts } = e;
    const list = conflicts.map(c => `${c.message}: ${c.field}`);
    throw new StatusError(
      409,
      'Conflict',
      `Apply failed with ${conflicts.length} conflict${
        conflicts.length === 1 ? '' : 's'
      }: ${
        list.length === 1
          ? list[0]
          : `${conflicts[0].message.replace(/: .*/, '')}:\n${conflicts
              .map(c => `- ${c.field}`)
              .join('\n')}`
      }`,
      {
        causes: conflicts.map(c => ({
          reason: 'FieldManagerConflict',
          message: c.message,
          field: c.field,
        })),
      },
    );
  }
}

export function patch(registry: Registry, request: ApiRequest, place: Place) {
  const { resource, namespace, name } = place;
  if (request.contentType === 'application/apply-patch+yaml') {
    return applyPatchOf(registry, request, place);
  }
  const live = registry.get(resource, namespace, name!);
  const next = patched(request, live, resource);
  const problems = resource.custom
    ? []
    : decodeProblems(next, resource.type).filter(
        p =>
          p.kind === 'type' ||
          request.query.get('fieldValidation') === 'Strict',
      );
  if (problems.length) {
    const strict = problems.every(p => p.kind === 'unknown');
    const text = problems.map(p => p.message).join(', ');
    const message = `Invalid value: ${JSON.stringify(JSON.stringify(next))}: ${
      strict ? 'strict decoding error: ' : ''
    }${text}`;
    throw new StatusError(422, 'Invalid', ` "" is invalid: patch: ${message}`, {
      causes: [{ reason: 'FieldValueInvalid', message, field: 'patch' }],
    });
  }
  if (next.metadata?.name !== name) {
    throw badRequest(
      'the name of the object does not match the name on the URL',
    );
  }
  return registry.update(resource, next, {
    manager: request.manager,
    dryRun: request.dryRun,
    subresource: place.subresource,
  });
}

function deleteOptions(request: ApiRequest): DeleteOptions {
  const body = request.body.length ? jsonBody(request) : {};
  const grace = request.query.get('gracePeriodSeconds');
  return {
    propagationPolicy:
      body.propagationPolicy ??
      (body.orphanDependents ? 'Orphan' : undefined) ??
      request.query.get('propagationPolicy') ??
      undefined,
    gracePeriodSeconds:
      body.gracePeriodSeconds ?? (grace === null ? undefined : Number(grace)),
    preconditions: body.preconditions,
    dryRun: request.dryRun || (body.dryRun ?? []).includes('All'),
  };
}

/** Deletes; answers with the object while it is still there, else a Status. */
export function remove(registry: Registry, request: ApiRequest, place: Place) {
  const { resource, namespace, name } = place;
  const live = registry.get(resource, namespace, name!);
  const left = registry.remove(
    resource,
    namespace,
    name!,
    deleteOptions(request),
  );
  if (left || resource.kind === 'Pod') return left ?? live;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name,
      ...(resource.group ? { group: resource.group } : {}),
      kind: resource.plural,
      uid: live.metadata.uid,
    },
  };
}

export function removeAll(
  registry: Registry,
  request: ApiRequest,
  place: Place,
  objects: KubeObject[],
) {
  for (const object of objects) {
    const { namespace, name } = object.metadata;
    registry.remove(place.resource, namespace, name, deleteOptions(request));
  }
}
