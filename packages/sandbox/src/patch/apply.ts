import { isDeepStrictEqual } from 'node:util';
import { childType, resolved, type SchemaType } from '../schema';
import type { FieldSet, KubeObject, ManagedFieldsEntry } from '../types';
import {
  contains,
  difference,
  elementsOf,
  fieldSetOf,
  itemElement,
  pathsOf,
  pathToString,
  type Node,
} from './fields';
import type { Writer } from './managed';

export interface ApplyConflict {
  manager: string;
  message: string;
  field: string;
}

/** Another manager owns a field with another value. */
export class ApplyConflictError extends Error {
  constructor(readonly conflicts: ApplyConflict[]) {
    super('apply conflict');
  }
}

/** Merges a configuration into an object, field by field. */
function merge(live: any, config: any, type: SchemaType | undefined): any {
  if (config === null || typeof config !== 'object') return config;
  if (live === null || typeof live !== 'object') return config;
  const schema = resolved(type);
  if (Array.isArray(config)) {
    if (schema.kind !== 'list' || !Array.isArray(live)) return config;
    if (schema.set) {
      return [...live, ...config.filter(item => !live.includes(item))];
    }
    if (!schema.keys) return config;
    const result = [...live];
    for (const item of config) {
      const element = itemElement(item, schema.keys);
      const at = result.findIndex(
        other => itemElement(other, schema.keys!) === element,
      );
      if (at < 0) result.push(item);
      else result[at] = merge(result[at], item, schema.items);
    }
    return result;
  }
  if ((schema.kind === 'struct' || schema.kind === 'map') && schema.atomic) {
    return config;
  }
  const result = { ...live };
  for (const [key, value] of Object.entries(config)) {
    result[key] = merge(live[key], value, childType(schema, key));
  }
  return result;
}

function read(value: any, type: SchemaType, path: string[]): Node | undefined {
  let node: Node | undefined = { value, type };
  for (const element of path) {
    node = node && elementsOf(node.value, node.type)?.get(element);
  }
  return node;
}

/** Takes the members of a set out of an object. */
function prune(value: any, type: SchemaType | undefined, set: FieldSet): any {
  const schema = resolved(type);
  if (Array.isArray(value) && schema.kind === 'list') {
    return value.flatMap(item => {
      const element = schema.keys
        ? itemElement(item, schema.keys)
        : `v:${JSON.stringify(item)}`;
      const inner = set[element];
      if (!inner) return [item];
      if (Object.keys(inner).length === 0 || '.' in inner) return [];
      return [prune(item, schema.items, inner)];
    });
  }
  if (value === null || typeof value !== 'object') return value;
  const result = { ...value };
  for (const [element, inner] of Object.entries(set)) {
    const key = element.slice(2);
    if (element === '.' || !(key in result)) continue;
    if (Object.keys(inner).length === 0) {
      delete result[key];
      continue;
    }
    result[key] = prune(result[key], childType(schema, key), inner);
    const empty =
      result[key] !== null &&
      typeof result[key] === 'object' &&
      Object.keys(result[key]).length === 0;
    if (empty && '.' in inner) delete result[key];
  }
  return result;
}

/**
 * Server-side apply: merges a configuration, refuses fields of others with
 * another value unless forced, and removes what this manager applied before
 * and no longer does.
 *
 * @throws ApplyConflictError
 */
export function apply(
  live: KubeObject | undefined,
  config: KubeObject,
  type: SchemaType,
  writer: Writer & { force: boolean },
): KubeObject {
  const entries = live?.metadata.managedFields ?? [];
  const isOwn = (e: ManagedFieldsEntry) =>
    e.operation === 'Apply' &&
    e.manager === writer.manager &&
    (e.subresource ?? '') === (writer.subresource ?? '');
  const own = entries.find(isOwn);
  let others = entries.filter(e => !isOwn(e));
  const set = fieldSetOf(config, type);

  const contested = pathsOf(set).filter(path => {
    const wanted = read(config, type, path)!;
    if (!live || elementsOf(wanted.value, wanted.type)) return false;
    return !isDeepStrictEqual(read(live, type, path)?.value, wanted.value);
  });
  const conflicts: ApplyConflict[] = [];
  for (const entry of others) {
    const lost: FieldSet = {};
    for (const path of contested) {
      if (!contains(entry.fieldsV1, path)) continue;
      const via =
        entry.operation === 'Update' ? ` using ${entry.apiVersion}` : '';
      const sub = entry.subresource
        ? ` with subresource "${entry.subresource}"`
        : '';
      conflicts.push({
        manager: entry.manager,
        message: `conflict with "${entry.manager}"${sub}${via}`,
        field: pathToString(path),
      });
      let node = lost;
      for (const element of path) node = node[element] ??= {};
    }
    if (writer.force) {
      others = others.map(e =>
        e === entry ? { ...e, fieldsV1: difference(e.fieldsV1, lost) } : e,
      );
    }
  }
  if (conflicts.length > 0 && !writer.force) {
    throw new ApplyConflictError(conflicts);
  }

  let merged: KubeObject = live ? merge(live, config, type) : config;
  if (own) {
    let dropped = difference(own.fieldsV1, set);
    for (const entry of others) dropped = difference(dropped, entry.fieldsV1);
    merged = prune(merged, type, dropped);
  }
  const unchanged = own && isDeepStrictEqual(own.fieldsV1, set);
  const entry: ManagedFieldsEntry = {
    manager: writer.manager,
    operation: 'Apply',
    apiVersion: config.apiVersion,
    time: unchanged ? own.time : writer.time,
    fieldsType: 'FieldsV1',
    fieldsV1: set,
    ...(writer.subresource ? { subresource: writer.subresource } : {}),
  };
  return {
    ...merged,
    metadata: {
      ...merged.metadata,
      managedFields: [
        ...others.filter(e => Object.keys(e.fieldsV1).length > 0),
        entry,
      ],
    },
  };
}
