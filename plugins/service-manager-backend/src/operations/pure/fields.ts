import type { FieldPath, WrittenField } from '../types';
import { digest } from './digest';

const NAMED = /^\[(\w+)=(.*)\]$/s;
const PLACE = /^\[(\d+)\]$/;

function child(value: any, segment: string): any {
  if (value === undefined || value === null) return undefined;
  const named = NAMED.exec(segment);
  if (named) {
    return Array.isArray(value)
      ? value.find(item => item?.[named[1]] === named[2])
      : undefined;
  }
  const place = PLACE.exec(segment);
  if (place) return value[Number(place[1])];
  return Object.hasOwn(value, segment) ? value[segment] : undefined;
}

/** The value of a field; undefined where it or something above is absent. */
export function fieldValue(object: unknown, path: FieldPath): any {
  return path.reduce<any>(child, object);
}

/** As people write it: `spec.template.spec.containers[web].image`. */
export function pathText(path: FieldPath): string {
  return path
    .map((segment, index) => {
      const named = NAMED.exec(segment);
      if (named) return `[${named[2]}]`;
      if (PLACE.test(segment)) return segment;
      if (!/^[\w-]+$/.test(segment)) return `[${segment}]`;
      return index === 0 ? segment : `.${segment}`;
    })
    .join('');
}

/** The value as a write keeps it: a digest where values are not stored. */
export function comparable(field: WrittenField, object: unknown): unknown {
  const value = fieldValue(object, field.path);
  return field.digest && value !== undefined ? digest(value) : value;
}

function holds(
  fields: WrittenField[],
  object: unknown,
  side: 'before' | 'after',
): boolean {
  return fields.every(
    field => digest(comparable(field, object)) === digest(field[side]),
  );
}

/** Whether the object has the values that the write sets. */
export function isWritten(fields: WrittenField[], object: unknown): boolean {
  return holds(fields, object, 'after');
}

/** Whether the object still has the values that the write was planned on. */
export function isUnwritten(fields: WrittenField[], object: unknown): boolean {
  return holds(fields, object, 'before');
}

/**
 * A patch that sets exactly these fields. In a merge patch null removes a
 * key; an item of a list is named by its key, so that a strategic merge patch
 * touches only that item.
 */
export function patchOf(fields: WrittenField[]): Record<string, any> {
  const root: Record<string, any> = {};
  for (const field of fields) {
    let place: any = root;
    field.path.forEach((segment, index) => {
      const last = index === field.path.length - 1;
      const named = NAMED.exec(segment);
      if (named) {
        let item = place.find((other: any) => other[named[1]] === named[2]);
        if (!item) {
          item = { [named[1]]: named[2] };
          place.push(item);
        }
        place = item;
      } else if (last) {
        place[segment] = field.after === undefined ? null : field.after;
      } else {
        const next = field.path[index + 1];
        place[segment] ??= NAMED.test(next) ? [] : {};
        place = place[segment];
      }
    });
  }
  return root;
}

/** The same fields, the other way round. */
export function inverted(fields: WrittenField[]): WrittenField[] {
  return fields.map(field => ({
    ...field,
    before: field.after,
    after: field.before,
  }));
}
