import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a value is typed: see `generate.ts` for where it comes from. */
export type SchemaType =
  | string
  | { ref: SchemaType; retainKeys?: boolean }
  | {
      items: SchemaType;
      keys?: string[];
      set?: boolean;
      mergeKey?: string;
      merge?: boolean;
    }
  | { map: SchemaType; atomic?: boolean };

interface NamedType {
  name: string;
  atomic?: boolean;
  fields: Record<string, SchemaType>;
}

/** A type with its references resolved one level. */
export type Resolved =
  | { kind: 'scalar'; type: string }
  | {
      kind: 'struct';
      name: string;
      fields: Record<string, SchemaType>;
      atomic: boolean;
      retainKeys: boolean;
    }
  | {
      kind: 'list';
      items: SchemaType;
      keys?: string[];
      set: boolean;
      mergeKey?: string;
      merge: boolean;
    }
  | { kind: 'map'; values: SchemaType; atomic: boolean }
  | { kind: 'any' };

// eslint-disable-next-line no-restricted-syntax -- never built, always run from its sources
const folder = __dirname;
let loaded: Map<string, NamedType> | undefined;

function types(): Map<string, NamedType> {
  loaded ??= new Map(
    readFileSync(join(folder, 'kubernetes.types.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as NamedType)
      .map(type => [type.name, type]),
  );
  return loaded;
}

/**
 * The type of a served kind, or of what has no schema here (custom
 * resources), where only metadata is known.
 */
export function typeOfKind(group: string, version: string, kind: string) {
  const name = `${group.split('.')[0] || 'core'}.${version}.${kind}`;
  return types().has(name) ? `#${name}` : 'custom';
}

const CUSTOM: Resolved = {
  kind: 'struct',
  name: 'custom',
  atomic: false,
  retainKeys: false,
  fields: {
    apiVersion: 'string',
    kind: 'string',
    metadata: '#meta.v1.ObjectMeta',
  },
};

function resolve(type: SchemaType | undefined): Resolved {
  if (type === undefined || type === 'any' || type === 'object') {
    return { kind: 'any' };
  }
  if (type === 'custom') return CUSTOM;
  if (typeof type === 'string') {
    if (!type.startsWith('#')) return { kind: 'scalar', type };
    const named = types().get(type.slice(1));
    if (!named) return { kind: 'any' };
    return {
      kind: 'struct',
      name: named.name,
      fields: named.fields,
      atomic: named.atomic ?? false,
      retainKeys: false,
    };
  }
  if ('ref' in type) {
    const inner = resolve(type.ref);
    return inner.kind === 'struct'
      ? { ...inner, retainKeys: type.retainKeys ?? false }
      : inner;
  }
  if ('items' in type) {
    return {
      kind: 'list',
      items: type.items,
      keys: type.keys,
      set: type.set ?? false,
      mergeKey: type.mergeKey,
      merge: type.merge ?? false,
    };
  }
  return { kind: 'map', values: type.map, atomic: type.atomic ?? false };
}

/** Resolved types are asked for on every write; they never change. */
const cache = new Map<SchemaType, Resolved>();

export function resolved(type: SchemaType | undefined): Resolved {
  if (type === undefined) return { kind: 'any' };
  let found = cache.get(type);
  if (!found) {
    found = resolve(type);
    cache.set(type, found);
  }
  return found;
}

/** The type of a field of a struct, a key of a map or an item of a list. */
export function childType(
  parent: Resolved,
  field: string,
): SchemaType | undefined {
  if (parent.kind === 'struct') return parent.fields[field];
  if (parent.kind === 'map') return parent.values;
  return undefined;
}
