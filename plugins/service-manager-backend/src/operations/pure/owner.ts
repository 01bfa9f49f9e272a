import { FIELD_MANAGER } from '@vtasker/backstage-plugin-service-manager-common';
import type { FieldPath } from '../types';
import { fieldValue } from './fields';

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

/** Entries of managedFields that are not about status, told apart. */
export function writerMarks(object: any): string[] {
  const entries: any[] = object?.metadata?.managedFields ?? [];
  return entries
    .filter(entry => entry.subresource !== 'status')
    .map(entry => `${entry.manager}@${entry.time}/${entry.subresource ?? ''}`)
    .sort();
}

/**
 * Who else wrote to the object since it had these marks. A removed field has
 * no owner, and a manager that only removes leaves no entry: then nobody can
 * be named.
 */
export function foreignWriterSince(
  object: any,
  marks: string[],
): FieldOwner | undefined {
  const known = new Set(marks);
  const entries: any[] = object?.metadata?.managedFields ?? [];
  const entry = entries
    .filter(
      candidate =>
        candidate.manager !== FIELD_MANAGER &&
        // The controllers keep books on the object, but remove no field.
        (candidate.manager !== 'kube-controller-manager' ||
          candidate.subresource === 'scale') &&
        candidate.subresource !== 'status' &&
        !writerMarks({ metadata: { managedFields: [candidate] } }).some(mark =>
          known.has(mark),
        ),
    )
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

/** How Argo CD and Flux sign what they apply from Git. */
const GIT_MANAGERS = [
  'argocd-controller',
  'kustomize-controller',
  'helm-controller',
];

/**
 * What a client-side apply of Argo CD said last. One of somebody else, or
 * from before a server-side apply, says nothing about Git now.
 */
function lastApplied(object: any, entries: any[]): unknown {
  const text =
    object?.metadata?.annotations?.[
      'kubectl.kubernetes.io/last-applied-configuration'
    ];
  const clientSide =
    entries.some(({ manager }) => manager === 'argocd-controller') &&
    entries.every(({ operation }) => operation === 'Update');
  if (!text || !clientSide) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Whether Git sets all of these fields, or none of them. Undefined where the
 * object does not tell: who changes a field takes it away from its owner, so
 * a missing owner proves nothing.
 */
export function setByGit(object: any, paths: FieldPath[]): boolean | undefined {
  const entries: any[] = (object?.metadata?.managedFields ?? []).filter(
    (entry: any) =>
      entry.subresource !== 'status' && GIT_MANAGERS.includes(entry.manager),
  );
  const applied = lastApplied(object, entries);
  const inGit = (path: FieldPath) =>
    entries.some(entry => owns(entry.fieldsV1, path)) ||
    fieldValue(applied, path) !== undefined;
  if (paths.length > 0 && paths.every(inGit)) return true;
  return paths.length === 0 || !applied || paths.some(inGit)
    ? undefined
    : false;
}
