import { FIELD_MANAGER } from '@vtasker/backstage-plugin-service-manager-common';
import type { FieldPath } from '../types';

export interface FieldOwner {
  manager: string;
  subresource?: string;
  /** Of the manager's last change, to the second. */
  time?: string;
}

const NAMED = /^\[(\w+)=(.*)\]$/s;

/** Whether an entry of managedFields holds the field or something in it. */
function owns(fieldsV1: any, path: FieldPath): boolean {
  let place = fieldsV1;
  for (const segment of path) {
    if (place === undefined || place === null) return false;
    const named = NAMED.exec(segment);
    const key = named
      ? Object.keys(place).find(candidate => {
          if (!candidate.startsWith('k:')) return false;
          return JSON.parse(candidate.slice(2))[named[1]] === named[2];
        })
      : `f:${segment}`;
    place = key === undefined ? undefined : place[key];
  }
  return place !== undefined;
}

/** Who wrote a field last; a removed field has no owner. */
export function ownerOf(object: any, path: FieldPath): FieldOwner | undefined {
  const entries: any[] = object?.metadata?.managedFields ?? [];
  const owners = entries
    .filter(entry => entry.subresource !== 'status')
    .filter(entry => owns(entry.fieldsV1, path))
    .sort((a, b) => (a.time ?? '').localeCompare(b.time ?? ''));
  const entry = owners.at(-1);
  return (
    entry && {
      manager: entry.manager ?? 'unknown',
      subresource: entry.subresource,
      time: entry.time,
    }
  );
}

/**
 * Who else wrote to the object last: the best answer when a field was removed
 * and so has no owner.
 */
export function lastForeignWriter(object: any): FieldOwner | undefined {
  const entries: any[] = object?.metadata?.managedFields ?? [];
  const entry = entries
    .filter(e => e.manager !== FIELD_MANAGER && e.subresource !== 'status')
    .sort((a, b) => (a.time ?? '').localeCompare(b.time ?? ''))
    .at(-1);
  return (
    entry && {
      manager: entry.manager ?? 'unknown',
      subresource: entry.subresource,
      time: entry.time,
    }
  );
}
