import { parseEntityRef } from '@backstage/catalog-model';

const MOST_KEPT = 10_000;
const known = new Map<string, string>();

/**
 * An entity ref as people say it: its name, with the namespace where that is
 * not the usual one. What is no entity ref stays as it is.
 */
export function shortRef(ref: string): string {
  let short = known.get(ref);
  if (short === undefined) {
    // Sorting asks for the same few owners and systems thousands of times.
    if (known.size >= MOST_KEPT) known.clear();
    short = shorten(ref);
    known.set(ref, short);
  }
  return short;
}

function shorten(ref: string): string {
  try {
    const { namespace, name } = parseEntityRef(ref);
    return namespace.toLowerCase() === 'default'
      ? name
      : `${namespace}/${name}`;
  } catch {
    return ref;
  }
}
