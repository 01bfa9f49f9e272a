import type { KubeObject, ManagedFieldsEntry } from '../types';
import type { SchemaType } from '../schema';
import { changedFields, difference, union } from './fields';

export interface Writer {
  manager: string;
  subresource?: string;
  /** RFC 3339. */
  time: string;
}

/**
 * The managed fields after a write that is not an apply: the writer gets what
 * it changed, everybody else loses it.
 */
export function recordUpdate(
  before: KubeObject | undefined,
  after: KubeObject,
  type: SchemaType,
  writer: Writer,
): ManagedFieldsEntry[] {
  const entries = before?.metadata.managedFields ?? [];
  const changes = changedFields(before ?? {}, after, type);
  if (
    Object.keys(changes.set).length === 0 &&
    Object.keys(changes.removed).length === 0
  ) {
    return entries;
  }
  const taken = union(changes.set, changes.removed);
  const isOwn = (e: ManagedFieldsEntry) =>
    e.operation === 'Update' &&
    e.manager === writer.manager &&
    (e.subresource ?? '') === (writer.subresource ?? '');
  const own = entries.find(isOwn);
  const rest = entries
    .filter(e => !isOwn(e))
    .map(e => ({ ...e, fieldsV1: difference(e.fieldsV1, taken) }));
  const fieldsV1 = union(
    difference(own?.fieldsV1 ?? {}, changes.removed),
    changes.set,
  );
  const written: ManagedFieldsEntry = {
    manager: writer.manager,
    operation: 'Update',
    apiVersion: after.apiVersion,
    time: writer.time,
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(writer.subresource ? { subresource: writer.subresource } : {}),
  };
  return [...rest, written].filter(e => Object.keys(e.fieldsV1).length > 0);
}
