import { isDeepStrictEqual } from 'node:util';
import { childType, resolved, type SchemaType } from '../schema';
import type { FieldSet } from '../types';

/** Never owned by anybody: the system sets them, or they are the identity. */
const UNOWNED: Record<string, Set<string>> = {
  '': new Set(['apiVersion', 'kind']),
  'f:metadata': new Set([
    'name',
    'namespace',
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
    'managedFields',
  ]),
};

const DEFAULT_KEYS: Record<string, unknown> = { protocol: 'TCP' };

/** The `k:` element of an item of a keyed list. */
export function itemElement(item: any, keys: string[]): string {
  const values = Object.fromEntries(
    [...keys].sort().map(key => [key, item?.[key] ?? DEFAULT_KEYS[key]]),
  );
  return `k:${JSON.stringify(values)}`;
}

/** A value and how it is typed. */
export interface Node {
  value: unknown;
  type: SchemaType | undefined;
}

/** A value taken apart into its owned elements; undefined for a leaf. */
export function elementsOf(
  value: unknown,
  type: SchemaType | undefined,
): Map<string, Node> | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  const schema = resolved(type);
  if (schema.kind === 'list' && Array.isArray(value)) {
    if (schema.keys) {
      const { keys, items } = schema;
      return new Map(
        value.map(item => [
          itemElement(item, keys),
          { value: item, type: items },
        ]),
      );
    }
    if (schema.set) {
      return new Map(
        value.map(item => [
          `v:${JSON.stringify(item)}`,
          { value: item, type: undefined },
        ]),
      );
    }
    return undefined;
  }
  if (Array.isArray(value)) return undefined;
  if ((schema.kind === 'struct' || schema.kind === 'map') && schema.atomic) {
    return undefined;
  }
  const elements = new Map<string, Node>();
  for (const key of Object.keys(value)) {
    const inner = (value as any)[key];
    if (inner === undefined || inner === null) continue;
    elements.set(`f:${key}`, { value: inner, type: childType(schema, key) });
  }
  return elements;
}

/** Whether the node itself is a member beside its children. */
function marked(type: SchemaType | undefined, element: string): boolean {
  const kind = resolved(type).kind;
  return element.startsWith('k:') || kind === 'map' || kind === 'list';
}

/** Everything a value sets, as a set of fields. */
export function fieldSetOf(
  value: unknown,
  type: SchemaType | undefined,
  at = '',
): FieldSet {
  const elements = elementsOf(value, type);
  const set: FieldSet = {};
  if (!elements) return set;
  for (const [element, child] of elements) {
    if (UNOWNED[at]?.has(element.slice(2))) continue;
    const inner = fieldSetOf(child.value, child.type, at ? '-' : element);
    // An empty metadata or spec is nothing that somebody set.
    if (at === '' && Object.keys(inner).length === 0) continue;
    if (marked(child.type, element) && Object.keys(inner).length > 0) {
      inner['.'] = {};
    }
    set[element] = inner;
  }
  return set;
}

export interface FieldChanges {
  /** Added or given another value. */
  set: FieldSet;
  removed: FieldSet;
}

const isEmpty = (set: FieldSet) => Object.keys(set).length === 0;

/** Which fields differ between two versions of an object. */
export function changedFields(
  before: unknown,
  after: unknown,
  type: SchemaType | undefined,
  at = '',
): FieldChanges {
  const old: Map<string, Node> = elementsOf(before, type) ?? new Map();
  const now: Map<string, Node> = elementsOf(after, type) ?? new Map();
  const changes: FieldChanges = { set: {}, removed: {} };
  for (const [element, child] of now) {
    if (UNOWNED[at]?.has(element.slice(2))) continue;
    const was = old.get(element);
    const inside = at ? '-' : element;
    if (was === undefined) {
      const added = fieldSetOf(child.value, child.type, inside);
      if (marked(child.type, element) && !isEmpty(added)) added['.'] = {};
      if (at !== '' || !isEmpty(added)) changes.set[element] = added;
    } else if (was.value !== child.value) {
      if (
        elementsOf(was.value, child.type) &&
        elementsOf(child.value, child.type)
      ) {
        const inner = changedFields(was.value, child.value, child.type, inside);
        if (!isEmpty(inner.set)) changes.set[element] = inner.set;
        if (!isEmpty(inner.removed)) changes.removed[element] = inner.removed;
      } else if (!isDeepStrictEqual(was.value, child.value)) {
        changes.set[element] = fieldSetOf(child.value, child.type, inside);
      }
    }
  }
  for (const [element, child] of old) {
    if (now.has(element) || UNOWNED[at]?.has(element.slice(2))) continue;
    changes.removed[element] = {
      ...fieldSetOf(child.value, child.type, at ? '-' : element),
      '.': {},
    };
  }
  return changes;
}

const isLeaf = (set: FieldSet) => isEmpty(set) || '.' in set;

export function union(a: FieldSet, b: FieldSet): FieldSet {
  const result: FieldSet = { ...a };
  for (const [element, inner] of Object.entries(b)) {
    const mine = result[element];
    if (mine === undefined) {
      result[element] = inner;
      continue;
    }
    const both = union(mine, inner);
    const leaf = element !== '.' && isLeaf(mine) !== isLeaf(inner);
    if (leaf && !isEmpty(both)) both['.'] = {};
    result[element] = both;
  }
  return result;
}

/** What is in the first and not in the second. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  const result: FieldSet = {};
  for (const [element, inner] of Object.entries(a)) {
    const other = b[element];
    if (other === undefined) {
      result[element] = inner;
      continue;
    }
    const rest = difference(inner, other);
    const mineStays = isLeaf(inner) && !isLeaf(other);
    if (!isEmpty(rest) || (mineStays && element !== '.')) {
      result[element] = rest;
    }
  }
  return result;
}

/** Every member of a set, as a list of elements. */
export function pathsOf(set: FieldSet, prefix: string[] = []): string[][] {
  const paths: string[][] = [];
  for (const [element, inner] of Object.entries(set)) {
    if (element === '.') continue;
    const path = [...prefix, element];
    if (isLeaf(inner)) paths.push(path);
    paths.push(...pathsOf(inner, path));
  }
  return paths;
}

export function contains(set: FieldSet, path: string[]): boolean {
  let node: FieldSet | undefined = set;
  for (const element of path) {
    node = node[element];
    if (!node) return false;
  }
  return isLeaf(node);
}

/** A path in the words of the API server: `.spec.containers[name="web"].image`. */
export function pathToString(path: string[]): string {
  return path
    .map(element => {
      const rest = element.slice(2);
      if (element.startsWith('f:')) return `.${rest}`;
      if (element.startsWith('v:')) return `[=${rest}]`;
      const keys = Object.entries(JSON.parse(rest));
      return `[${keys.map(([k, v]) => `${k}=${JSON.stringify(v)}`).join(',')}]`;
    })
    .join('');
}
