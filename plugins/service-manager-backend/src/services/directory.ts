import type {
  AuthService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  KUBERNETES_ID_ANNOTATION,
  KUBERNETES_LABEL_SELECTOR_ANNOTATION,
  WORKLOAD_ANNOTATION,
} from '@vtasker/backstage-plugin-service-manager-common';
import { LRUCache } from 'lru-cache';
import type { Access } from '../access';
import type { TargetOf } from '../targets/types';
import type { WorkloadChange } from '../workloads/types';
import { ListedService, listedService } from './entityInfo';
import { TargetIndex } from './targetIndex';

/** A new service is on the fleet page after this time at the latest, twice. */
const LIST_TTL_MS = 10_000;
const REFRESH_MS = 30_000;
/** While nothing is known: the catalog of a portal that has just started. */
const REFRESH_EMPTY_MS = 2_000;

const anyAnnotation = [
  KUBERNETES_ID_ANNOTATION,
  KUBERNETES_LABEL_SELECTOR_ANNOTATION,
  WORKLOAD_ANNOTATION,
].map(name => ({ [`metadata.annotations.${name}`]: CATALOG_FILTER_EXISTS }));

export interface DirectoryOptions {
  access: Access;
  auth: AuthService;
  catalog: CatalogService;
  clock: () => Date;
  index: TargetIndex;
  logger: LoggerService;
  targetOf: TargetOf;
}

/**
 * Which entities of the catalog are services. One list, read with our own
 * rights, holds what is known of each; a caller's list, read with theirs,
 * only says which of them they may see.
 */
export class ServiceDirectory {
  readonly #options: DirectoryOptions;
  readonly #byCaller = new LRUCache<string, Promise<string[]>>({
    max: 500,
    ttl: LIST_TTL_MS,
  });
  #services = new Map<string, ListedService>();
  #readAt?: number;
  #reading?: Promise<void>;
  #timer?: NodeJS.Timeout;
  #stopped = false;
  #onAppeared: (services: ListedService[]) => void = () => {};

  static create(options: DirectoryOptions): ServiceDirectory {
    return new ServiceDirectory(options);
  }

  private constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  /** `onAppeared` is told of services that were not known before. */
  start(onAppeared: (services: ListedService[]) => void = () => {}): void {
    this.#onAppeared = onAppeared;
    const refresh = async () => {
      await this.#refresh().catch(error =>
        this.#options.logger.warn('The catalog could not be read', error),
      );
      if (this.#stopped) return;
      this.#timer = setTimeout(
        refresh,
        this.#services.size === 0 ? REFRESH_EMPTY_MS : REFRESH_MS,
      );
      this.#timer.unref();
    };
    void refresh();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** All services of which `credentials` may know. */
  async listFor(credentials: BackstageCredentials): Promise<ListedService[]> {
    const key = this.#options.access.callerKey(credentials);
    let refs = this.#byCaller.get(key);
    if (!refs) {
      refs = this.#readRefs(credentials);
      this.#byCaller.set(key, refs);
      refs.catch(() => this.#byCaller.delete(key));
    }
    const [visible] = await Promise.all([refs, this.#ensureFresh()]);
    // An empty list is not remembered: it is what a catalog that is still
    // being read answers.
    if (visible.length === 0) this.#byCaller.delete(key);
    if (visible.some(ref => !this.#services.has(ref)) && this.#age() > 1_000) {
      await this.#refresh();
    }
    return visible.flatMap(ref => this.#services.get(ref) ?? []);
  }

  /** Makes a service known at once that was just opened. */
  remember(entity: Entity): ListedService {
    const service = listedService(entity, this.#options.targetOf);
    this.#put(service);
    return service;
  }

  /** Services that these changes touch. */
  affected(changes: WorkloadChange[]): ListedService[] {
    return [...this.#options.index.affected(changes)].flatMap(
      ref => this.#services.get(ref) ?? [],
    );
  }

  known(): Iterable<ListedService> {
    return this.#services.values();
  }

  #age(): number {
    if (this.#readAt === undefined) return Infinity;
    return this.#options.clock().getTime() - this.#readAt;
  }

  async #ensureFresh(): Promise<void> {
    if (this.#readAt === undefined) return this.#refresh();
    if (this.#age() > LIST_TTL_MS) {
      // What is known is shown meanwhile.
      this.#refresh().catch(error =>
        this.#options.logger.warn('The catalog could not be read', error),
      );
    }
    return undefined;
  }

  #refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const credentials = await this.#options.auth.getOwnServiceCredentials();
    const { items } = await this.#options.catalog.getEntities(
      {
        filter: anyAnnotation,
        fields: [
          'kind',
          'metadata.name',
          'metadata.namespace',
          'metadata.title',
          'metadata.annotations',
          'relations',
        ],
      },
      { credentials },
    );
    const gone = new Set(this.#services.keys());
    const appeared: ListedService[] = [];
    for (const entity of items) {
      const service = listedService(entity, this.#options.targetOf);
      if (!gone.delete(service.entityRef)) appeared.push(service);
      this.#put(service);
    }
    for (const ref of gone) {
      this.#services.delete(ref);
      this.#options.index.delete(ref);
    }
    this.#readAt = this.#options.clock().getTime();
    if (appeared.length) this.#onAppeared(appeared);
  }

  #put(service: ListedService): void {
    this.#services.set(service.entityRef, service);
    if (service.target.target) this.#options.index.set(service.target.target);
    else this.#options.index.delete(service.entityRef);
  }

  async #readRefs(credentials: BackstageCredentials): Promise<string[]> {
    const extent = await this.#options.access.requireRead(credentials);
    const { items } = await this.#options.catalog.getEntities(
      {
        filter: anyAnnotation,
        fields: ['kind', 'metadata.name', 'metadata.namespace'],
      },
      { credentials },
    );
    const refs = items.map(entity => stringifyEntityRef(entity));
    if (extent === 'all') return refs;
    const readable = await this.#options.access.readable(credentials, refs);
    return refs.filter((_, index) => readable[index]);
  }
}
