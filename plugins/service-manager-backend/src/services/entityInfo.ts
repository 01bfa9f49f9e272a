import { createHash } from 'crypto';
import {
  Entity,
  RELATION_PART_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { ownerOf } from '../access';
import type { TargetOf, TargetResult } from '../targets/types';

/** What of a catalog entity is kept for the lists. */
export interface ListedService {
  entityRef: string;
  key: string;
  title: string;
  owner?: string;
  system?: string;
  target: TargetResult;
}

export function listedService(
  entity: Entity,
  targetOf: TargetOf,
): ListedService {
  const entityRef = stringifyEntityRef(entity);
  return {
    entityRef,
    key: serviceKey(entityRef),
    title: entity.metadata.title ?? entity.metadata.name,
    owner: ownerOf(entity),
    system: entity.relations?.find(
      ({ type, targetRef }) =>
        type === RELATION_PART_OF && targetRef.startsWith('system:'),
    )?.targetRef,
    target: targetOf(entity),
  };
}

/** Names a service in a hint that everybody receives. */
export function serviceKey(entityRef: string): string {
  return createHash('sha256').update(entityRef).digest('hex').slice(0, 12);
}
