/**
 * Returns `next`, but with every part that says the same as in `previous`
 * replaced by the part of `previous`. Identity then tells what changed: an
 * unchanged row is not rendered again.
 *
 * Takes JSON values only.
 */
export function share<T>(previous: unknown, next: T): T {
  if (Object.is(previous, next)) return next;
  if (Array.isArray(previous) && Array.isArray(next)) {
    return shareItems(previous, next) as T;
  }
  if (isRecord(previous) && isRecord(next)) {
    return shareFields(previous, next) as T;
  }
  return next;
}

function shareItems(previous: unknown[], next: unknown[]): unknown[] {
  // Items with an identity are compared with their former selves, so that an
  // item added at the front does not make all others look new.
  const known = new Map(
    previous.flatMap(item => {
      const id = identityOf(item);
      return id === undefined ? [] : [[id, item] as const];
    }),
  );
  const items = next.map((item, index) => {
    const id = identityOf(item);
    return share(id === undefined ? previous[index] : known.get(id), item);
  });
  const same =
    items.length === previous.length &&
    items.every((item, index) => Object.is(item, previous[index]));
  return same ? previous : items;
}

function shareFields(
  previous: Record<string, unknown>,
  next: Record<string, unknown>,
): Record<string, unknown> {
  // Own fields only, and never by assignment: `__proto__` is a key like any other.
  const fields = Object.entries(next).map(([name, value]) => [
    name,
    Object.hasOwn(previous, name) ? share(previous[name], value) : value,
  ]) as Array<[string, unknown]>;
  const same =
    fields.length === Object.keys(previous).length &&
    fields.every(
      ([name, value]) =>
        Object.hasOwn(previous, name) && Object.is(value, previous[name]),
    );
  return same ? previous : Object.fromEntries(fields);
}

function identityOf(item: unknown): string | undefined {
  if (!isRecord(item)) return undefined;
  const id = item.entityRef ?? item.id ?? item.name;
  return typeof id === 'string' ? id : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
