import { childType, resolved, type SchemaType } from '../schema';

const isRecord = (value: any) =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** A patch that cannot be applied; the message is the API server's. */
export class PatchError extends Error {}

function withoutDirectives(value: any): any {
  if (Array.isArray(value)) {
    return value
      .filter(item => !isRecord(item) || item.$patch !== 'delete')
      .map(withoutDirectives);
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !key.startsWith('$') && item !== null)
      .map(([key, item]) => [key, withoutDirectives(item)]),
  );
}

function reorder(list: any[], order: any[], key?: string): any[] {
  const rank = new Map(order.map((o, i) => [key ? o[key] : o, i]));
  const place = (item: any) => rank.get(key ? item[key] : item);
  const named = list.filter(item => place(item) !== undefined);
  named.sort((a, b) => place(a)! - place(b)!);
  return list.map(item => (place(item) === undefined ? item : named.shift()));
}

function mergeList(
  live: any[],
  patch: any[],
  type: SchemaType,
  order: any[] | undefined,
): any[] {
  const schema = resolved(type);
  if (schema.kind !== 'list') return withoutDirectives(patch);
  const key = schema.mergeKey;
  if (patch.some(item => isRecord(item) && item.$patch === 'replace')) {
    return withoutDirectives(
      patch.filter(item => !isRecord(item) || item.$patch !== 'replace'),
    );
  }
  if (!schema.merge) return withoutDirectives(patch);
  let result = [...live];
  for (const item of patch) {
    if (!key) {
      if (!result.includes(item)) result.push(item);
      continue;
    }
    if (!isRecord(item) || item[key] === undefined) {
      throw new PatchError(
        `map: ${JSON.stringify(
          item,
        )} does not contain declared merge key: ${key}`,
      );
    }
    const at = result.findIndex(other => other[key] === item[key]);
    if (item.$patch === 'delete') {
      result = result.filter(other => other[key] !== item[key]);
    } else if (at < 0) {
      result.push(withoutDirectives(item));
    } else {
      result[at] = strategicMerge(result[at], item, schema.items);
    }
  }
  return order ? reorder(result, order, key) : result;
}

/**
 * A strategic merge patch: like a merge patch, but lists that have a merge key
 * in the API's schema are merged item by item, with Kubernetes' directives.
 */
export function strategicMerge(
  live: any,
  patch: any,
  type: SchemaType | undefined,
): any {
  if (!isRecord(patch)) return patch;
  if (patch.$patch === 'replace') return withoutDirectives(patch);
  if (patch.$patch === 'delete') return {};
  if (!isRecord(live)) return withoutDirectives(patch);
  const schema = resolved(type);
  const result = { ...live };
  if (Array.isArray(patch.$retainKeys)) {
    for (const key of Object.keys(result)) {
      if (!patch.$retainKeys.includes(key)) delete result[key];
    }
  }
  for (const [key, value] of Object.entries<any>(patch)) {
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const field = key.slice(key.indexOf('/') + 1);
      result[field] = (result[field] ?? []).filter(
        (item: any) => !value.includes(item),
      );
      continue;
    }
    if (key.startsWith('$')) continue;
    const fieldType = childType(schema, key);
    if (value === null) {
      delete result[key];
    } else if (Array.isArray(value)) {
      result[key] = mergeList(
        Array.isArray(live[key]) ? live[key] : [],
        value,
        fieldType ?? 'any',
        patch[`$setElementOrder/${key}`],
      );
    } else if (isRecord(value)) {
      result[key] = strategicMerge(live[key], value, fieldType);
    } else {
      result[key] = value;
    }
  }
  for (const [key, value] of Object.entries<any>(patch)) {
    const field = key.slice(key.indexOf('/') + 1);
    if (key.startsWith('$setElementOrder/') && !(field in patch)) {
      const list = resolved(childType(schema, field));
      const mergeKey = list.kind === 'list' ? list.mergeKey : undefined;
      if (Array.isArray(result[field])) {
        result[field] = reorder(result[field], value, mergeKey);
      }
    }
  }
  return result;
}
