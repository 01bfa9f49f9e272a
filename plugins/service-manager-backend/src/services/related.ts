import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  Entity,
  parseEntityRef,
  RELATION_API_CONSUMED_BY,
  RELATION_API_PROVIDED_BY,
  RELATION_CONSUMES_API,
  RELATION_DEPENDENCY_OF,
  RELATION_DEPENDS_ON,
  RELATION_PROVIDES_API,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { RelatedService } from '@vtasker/backstage-plugin-service-manager-common';
import { LRUCache } from 'lru-cache';
import type { OpenedService } from '../access';
import type { ListedService } from './entityInfo';
import type { ServicesContext } from './types';

/** A related entity; `service` only where the caller may read it as one. */
interface Related {
  entityRef: string;
  title: string;
  service?: ListedService;
}

interface Relations {
  dependsOn: Related[];
  dependents: Related[];
}

const TTL_MS = 10_000;
const remembered = new WeakMap<
  ServicesContext,
  LRUCache<string, Promise<Relations>>
>();

/**
 * What a service depends on and what depends on it: the catalog's own
 * dependency relations, and those over the APIs that it provides or consumes.
 */
export async function relatedServices(
  context: ServicesContext,
  credentials: BackstageCredentials,
  opened: OpenedService,
): Promise<{ dependsOn: RelatedService[]; dependents: RelatedService[] }> {
  let cache = remembered.get(context);
  if (!cache) {
    cache = new LRUCache({ max: 5_000, ttl: TTL_MS });
    remembered.set(context, cache);
  }
  const key = `${context.access.callerKey(credentials)}\n${opened.entityRef}`;
  let reading = cache.get(key);
  if (!reading) {
    reading = readRelations(context, credentials, opened.entity);
    cache.set(key, reading);
    reading.catch(() => cache.delete(key));
  }
  const { dependsOn, dependents } = await reading;
  const withState = ({ service, ...rest }: Related): RelatedService => {
    const digest = service && context.states.digest(service);
    return digest?.clusters.length
      ? { ...rest, state: digest.status.state }
      : rest;
  };
  return {
    dependsOn: dependsOn.map(withState),
    dependents: dependents.map(withState),
  };
}

async function readRelations(
  context: ServicesContext,
  credentials: BackstageCredentials,
  entity: Entity,
): Promise<Relations> {
  const self = stringifyEntityRef(entity);
  const provided = related(entity, RELATION_PROVIDES_API);
  const consumed = related(entity, RELATION_CONSUMES_API);
  const apis = await readEntities(context, credentials, [
    ...provided,
    ...consumed,
  ]);
  const over = (refs: string[], relation: string) =>
    refs.flatMap(ref => {
      const api = apis.get(ref);
      return api ? related(api, relation) : [];
    });
  const dependsOn = distinct(self, [
    ...related(entity, RELATION_DEPENDS_ON),
    ...over(consumed, RELATION_API_PROVIDED_BY),
  ]);
  const dependents = distinct(self, [
    ...related(entity, RELATION_DEPENDENCY_OF),
    ...over(provided, RELATION_API_CONSUMED_BY),
  ]);
  const refs = [...new Set([...dependsOn, ...dependents])];
  const entities = await readEntities(context, credentials, refs);
  const found = refs.filter(ref => entities.has(ref));
  const readable = await context.access.readable(credentials, found);
  const services = new Map(
    found
      .filter((_, index) => readable[index])
      .map(ref => [ref, context.directory.remember(entities.get(ref)!)]),
  );
  const describe = (ref: string): Related => ({
    entityRef: ref,
    title: entities.get(ref)?.metadata.title ?? parseEntityRef(ref).name,
    service: services.get(ref),
  });
  return {
    dependsOn: dependsOn.map(describe),
    dependents: dependents.map(describe),
  };
}

async function readEntities(
  context: ServicesContext,
  credentials: BackstageCredentials,
  entityRefs: string[],
): Promise<Map<string, Entity>> {
  const refs = [...new Set(entityRefs)];
  if (!refs.length) return new Map();
  const { items } = await context.catalog.getEntitiesByRefs(
    { entityRefs: refs },
    { credentials },
  );
  return new Map(
    refs.flatMap((ref, index) => {
      const entity = items[index];
      return entity ? [[ref, entity] as const] : [];
    }),
  );
}

function related(entity: Entity, type: string): string[] {
  return (entity.relations ?? [])
    .filter(relation => relation.type === type)
    .map(({ targetRef }) => targetRef);
}

function distinct(self: string, refs: string[]): string[] {
  return [...new Set(refs)].filter(ref => ref !== self).sort();
}
