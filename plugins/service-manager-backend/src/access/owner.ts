import {
  DEFAULT_NAMESPACE,
  Entity,
  parseEntityRef,
  RELATION_OWNED_BY,
} from '@backstage/catalog-model';

/** The entity ref of the owner, as the catalog resolved it. */
export function ownerOf(entity: Entity): string | undefined {
  return entity.relations?.find(({ type }) => type === RELATION_OWNED_BY)
    ?.targetRef;
}

/** The owner as people say it: `managers`. */
export function ownerNameOf(entity: Entity): string | undefined {
  const ref = ownerOf(entity);
  return ref && nameOfRef(ref);
}

/**
 * An entity ref in a sentence: its name, with the namespace where that is not
 * the usual one. What is no entity ref stays as it is.
 */
export function nameOfRef(ref: string): string {
  try {
    const { namespace, name } = parseEntityRef(ref);
    return namespace === DEFAULT_NAMESPACE ? name : `${namespace}/${name}`;
  } catch {
    return ref;
  }
}
