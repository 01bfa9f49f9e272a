import { createHash } from 'crypto';

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

/** The same for values that differ only in the order of their keys. */
export function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)) ?? '')
    .digest('hex');
}

/**
 * What a person saw: which objects, and their specs by generation. Status
 * changes all the time and is left out.
 */
export function preconditionOf(objects: any[]): string {
  return digest(
    objects
      .map(({ metadata }) => `${metadata.uid}:${metadata.generation ?? 0}`)
      .sort(),
  );
}
