import { Entity, RELATION_OWNED_BY } from '@backstage/catalog-model';

/** The entity ref of the owner, as the catalog resolved it. */
export function ownerOf(entity: Entity): string | undefined {
  return entity.relations?.find(({ type }) => type === RELATION_OWNED_BY)
    ?.targetRef;
}
