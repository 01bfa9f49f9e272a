import { parseEntityRef } from '@backstage/catalog-model';

/**
 * An entity ref as people say it: its name, with the namespace where that is
 * not the usual one. What is no entity ref stays as it is.
 */
export function shortRef(ref: string): string {
  try {
    const { namespace, name } = parseEntityRef(ref);
    return namespace.toLowerCase() === 'default'
      ? name
      : `${namespace}/${name}`;
  } catch {
    return ref;
  }
}
