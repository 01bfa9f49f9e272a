import { FIELD_MANAGER } from '@vtasker/backstage-plugin-service-manager-common';
import type { WorkloadSnapshot } from '../../workloads';
import { isWritten } from '../pure/fields';
import { FieldOwner, foreignWriterSince, ownerOf } from '../pure/owner';
import type { PlannedWrite, WrittenField } from '../types';

/** Somebody else's change stands where ours should. */
export class Overridden extends Error {
  readonly name = 'Overridden';

  constructor(readonly by: string, readonly what: string) {
    super(`${by} changed ${what}`);
  }
}

/** Where the cluster keeps no trace of who it was. */
export const UNKNOWN_MANAGER = 'an unknown field manager';

/**
 * The field manager as a person knows it. All of the control plane's
 * controllers share one name, so the autoscaler is told by what it writes.
 */
export function managerText(
  owner: FieldOwner | undefined,
  snapshot?: WorkloadSnapshot,
): string {
  if (!owner) return UNKNOWN_MANAGER;
  const hpa = snapshot?.hpa?.metadata.name;
  return owner.subresource === 'scale' &&
    owner.manager === 'kube-controller-manager' &&
    hpa
    ? `${owner.manager} (HorizontalPodAutoscaler ${hpa})`
    : owner.manager;
}

/** Who wrote these fields last, as one comparable text. */
export function ownerMark(object: any, fields: WrittenField[]): string {
  return fields
    .map(({ path }) => {
      const owner = ownerOf(object, path);
      return owner ? `${owner.manager}@${owner.time}` : '';
    })
    .join(',');
}

/** Who stands behind the first field that is not as written. */
export function overrider(
  object: any,
  fields: WrittenField[],
  options: { writers?: string[]; snapshot?: WorkloadSnapshot },
): string {
  const field = fields.find(item => !isWritten([item], object)) ?? fields[0];
  const owner = field && ownerOf(object, field.path);
  return managerText(
    owner && owner.manager !== FIELD_MANAGER
      ? owner
      : foreignWriterSince(object, options.writers ?? []),
    options.snapshot,
  );
}

/** The fields of the spec that have to stay as this operation wrote them. */
export function watchedFields(writes: PlannedWrite[]): WrittenField[] {
  const byPath = new Map<string, WrittenField>();
  for (const write of writes) {
    if (write.state !== 'done') continue;
    for (const field of write.fields) {
      if (field.path[0] === 'spec' && !field.loose) {
        byPath.set(JSON.stringify(field.path), field);
      }
    }
  }
  return [...byPath.values()];
}

/** Who had written to the objects when this operation wrote to them last. */
export function writersAt(writes: PlannedWrite[]): string[] {
  return writes.flatMap(write => write.intent?.writers ?? []);
}
