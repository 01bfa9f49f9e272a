import type { FieldChange } from '@vtasker/backstage-plugin-service-manager-common';
import type { FieldPath } from '../types';
import { digest } from './digest';
import { pathText } from './fields';

const NOISE = new Set([
  'status',
  'metadata.managedFields',
  'metadata.resourceVersion',
  'metadata.generation',
  'metadata.creationTimestamp',
  'metadata.selfLink',
  'metadata.uid',
  'spec.template.metadata.creationTimestamp',
  'metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]',
]);

/** Keys by which Kubernetes itself tells items of lists apart. */
const ITEM_KEYS = [
  'name',
  'containerPort',
  'mountPath',
  'devicePath',
  'type',
  'ip',
];

const SENSITIVE =
  /pass(word|wd|phrase)?|secret|token|credential|api_?key|private/i;
const HIDDEN = '(hidden)';

export interface ExactChange {
  path: FieldPath;
  before?: unknown;
  after?: unknown;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function itemKey(lists: unknown[][]): string | undefined {
  return ITEM_KEYS.find(key =>
    lists.every(list => {
      const values = list.map(item => (isObject(item) ? item[key] : undefined));
      return (
        values.every(v => typeof v === 'string' && v !== '') &&
        new Set(values).size === values.length
      );
    }),
  );
}

function walk(
  before: unknown,
  after: unknown,
  path: FieldPath,
  changes: ExactChange[],
): void {
  if (digest(before) === digest(after)) return;
  if (NOISE.has(pathText(path))) return;
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const key of [...keys].sort()) {
      walk(before[key], after[key], [...path, key], changes);
    }
    return;
  }
  if (
    Array.isArray(before) &&
    Array.isArray(after) &&
    before.length > 0 &&
    after.length > 0
  ) {
    const key = itemKey([before, after]);
    if (key) {
      const names = new Set(
        [...before, ...after].map(item => String(item[key])),
      );
      const find = (list: any[], name: string) =>
        list.find(item => String(item[key]) === name);
      const size = changes.length;
      for (const name of names) {
        walk(
          find(before, name),
          find(after, name),
          [...path, `[${key}=${name}]`],
          changes,
        );
      }
      if (changes.length > size) return;
      // Only the order differs, which can matter (init containers).
    }
  }
  changes.push({ path, before, after });
}

/** Every field that differs, with paths that a program can follow. */
export function exactDiff(before: unknown, after: unknown): ExactChange[] {
  const changes: ExactChange[] = [];
  walk(before, after, [], changes);
  return changes;
}

function masked(value: unknown, path: FieldPath): unknown {
  if (isObject(value)) {
    const secret =
      typeof value.name === 'string' &&
      SENSITIVE.test(value.name) &&
      typeof value.value === 'string';
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        secret && key === 'value' ? HIDDEN : masked(item, [...path, key]),
      ]),
    );
  }
  if (Array.isArray(value)) return value.map(item => masked(item, path));
  const index = path.indexOf('env');
  if (
    index >= 0 &&
    path.at(-1) === 'value' &&
    SENSITIVE.test(path[index + 1] ?? '') &&
    value !== undefined
  ) {
    return HIDDEN;
  }
  return value;
}

/**
 * What a person is shown: the server's own bookkeeping left out, and the
 * values of environment variables that are named like secrets hidden.
 */
export function diff(before: unknown, after: unknown): FieldChange[] {
  return exactDiff(before, after).map(change => ({
    path: pathText(change.path),
    before: masked(change.before, change.path),
    after: masked(change.after, change.path),
  }));
}
