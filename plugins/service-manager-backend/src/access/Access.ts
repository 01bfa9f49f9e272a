import { createHash } from 'crypto';
import type {
  AuthService,
  BackstageCredentials,
  LoggerService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  errorCodes,
  serviceManagerPermissions,
  serviceReadPermission,
} from '@vtasker/backstage-plugin-service-manager-common';
import { LRUCache } from 'lru-cache';
import { ServiceManagerError } from '../errors';
import { ownerNameOf } from './owner';
import { isRead, Policy } from './Policy';
import { actorRef, callerKey } from './principal';

/** On whose account something is done. */
export interface Actor {
  ref: string;
  /** For clusters that impersonate; absent for services. */
  onBehalfOf?: { user: string; groups: string[] };
}

/** An entity that the caller may read, and what else they may do with it. */
export interface OpenedService {
  entity: Entity;
  entityRef: string;
  permissions: ReadonlySet<string>;
}

export interface AccessOptions {
  auth: AuthService;
  permissions: PermissionsService;
  catalog: CatalogService;
  userInfo: UserInfoService;
  logger: LoggerService;
}

/**
 * How long a right to read is remembered: reading again within it asks neither
 * the catalog nor the permission backend. A right to change is never
 * remembered.
 */
const READ_TTL_MS = 10_000;

/** Decides who may do what with which entity. */
export class Access {
  readonly #options: AccessOptions;
  readonly #policy: Policy;
  readonly #opened = new LRUCache<string, Promise<OpenedService>>({
    max: 5_000,
    ttl: READ_TTL_MS,
  });
  readonly #lists = new LRUCache<string, Promise<boolean[]>>({
    max: 500,
    ttl: READ_TTL_MS,
  });

  static create(options: AccessOptions): Access {
    return new Access(options);
  }

  private constructor(options: AccessOptions) {
    this.#options = options;
    this.#policy = new Policy(options);
  }

  actorRef(credentials: BackstageCredentials): string {
    return actorRef(this.#options.auth, credentials);
  }

  callerKey(credentials: BackstageCredentials): string {
    return callerKey(this.#options.auth, credentials);
  }

  /** The actor of a change, with the groups that impersonation needs. */
  async actor(credentials: BackstageCredentials): Promise<Actor> {
    const ref = this.actorRef(credentials);
    if (!this.#options.auth.isPrincipal(credentials, 'user')) return { ref };
    const groups = await this.#options.userInfo
      .getUserInfo(credentials)
      .then(info => info.ownershipEntityRefs.filter(group => group !== ref))
      .catch(error => {
        // Fewer groups can only mean fewer rights in the cluster.
        this.#options.logger.warn(`The groups of ${ref} are not known`, error);
        return [];
      });
    return { ref, onBehalfOf: { user: ref, groups } };
  }

  /**
   * The entity, when the caller may read it and its service.
   *
   * @throws ServiceManagerError ENTITY_NOT_FOUND; the same whether it does not
   * exist or is not theirs to see.
   */
  async open(
    credentials: BackstageCredentials,
    entityRef: string,
  ): Promise<OpenedService> {
    const key = `${this.callerKey(credentials)}\n${entityRef}`;
    const known = this.#opened.get(key);
    if (known) return known;
    const opening = this.#open(credentials, entityRef);
    this.#opened.set(key, opening);
    opening.catch(() => {
      if (this.#opened.peek(key) === opening) this.#opened.delete(key);
    });
    return opening;
  }

  /**
   * The entity, when the caller may use `permission` on it now.
   *
   * @throws ServiceManagerError ENTITY_NOT_FOUND or NOT_ALLOWED
   */
  async openFor(
    credentials: BackstageCredentials,
    entityRef: string,
    permission: ResourcePermission,
  ): Promise<OpenedService> {
    const opened = await this.#open(credentials, entityRef);
    if (!opened.permissions.has(permission.name)) {
      throw this.#refusal(credentials, opened, permission);
    }
    return opened;
  }

  /** Which of the entities the caller may read as services; order is kept. */
  async readable(
    credentials: BackstageCredentials,
    entityRefs: string[],
  ): Promise<boolean[]> {
    return this.#policy.authorize(
      credentials,
      entityRefs.map(ref => [serviceReadPermission, ref]),
    );
  }

  /**
   * On which of the entities the caller has a permission; order is kept. To
   * read is remembered for as long as elsewhere.
   */
  async allowed(
    credentials: BackstageCredentials,
    entityRefs: string[],
    permission: ResourcePermission,
  ): Promise<boolean[]> {
    if (!isRead(permission)) {
      return this.#policy.onEach(credentials, entityRefs, permission);
    }
    const refs = createHash('sha256')
      .update(entityRefs.join('\n'))
      .digest('base64');
    const key = [this.callerKey(credentials), permission.name, refs].join('\n');
    const known = this.#lists.get(key);
    if (known) return known;
    const asked = this.#policy.onEach(credentials, entityRefs, permission);
    this.#lists.set(key, asked);
    asked.catch(() => this.#lists.delete(key));
    return asked;
  }

  /**
   * Whether the caller may read all services, none, or has to be asked about
   * each one.
   */
  async readableAtAll(
    credentials: BackstageCredentials,
  ): Promise<'all' | 'none' | 'some'> {
    return this.#policy.extent(credentials, serviceReadPermission);
  }

  /** @throws ServiceManagerError NOT_ALLOWED when not even one can be read. */
  async requireRead(
    credentials: BackstageCredentials,
  ): Promise<'all' | 'some'> {
    const extent = await this.readableAtAll(credentials);
    if (extent !== 'none') return extent;
    throw new ServiceManagerError(
      403,
      errorCodes.notAllowed,
      `${this.actorRef(credentials)} has no permission ${
        serviceReadPermission.name
      }.`,
      { nextStep: 'Ask those who keep the permission policy of this portal.' },
    );
  }

  async #open(
    credentials: BackstageCredentials,
    entityRef: string,
  ): Promise<OpenedService> {
    const entity = await this.#options.catalog.getEntityByRef(entityRef, {
      credentials,
    });
    if (!entity) throw notFound(entityRef);
    const allowed = await this.#policy.authorize(
      credentials,
      serviceManagerPermissions.map(permission => [permission, entityRef]),
    );
    const permissions = new Set(
      serviceManagerPermissions
        .filter((_, index) => allowed[index])
        .map(permission => permission.name),
    );
    if (!permissions.has(serviceReadPermission.name)) {
      throw notFound(entityRef);
    }
    return { entity, entityRef, permissions };
  }

  #refusal(
    credentials: BackstageCredentials,
    opened: OpenedService,
    permission: ResourcePermission,
  ): ServiceManagerError {
    const owner = ownerNameOf(opened.entity);
    const who = this.actorRef(credentials);
    const service = this.#options.auth.isPrincipal(credentials, 'service');
    return new ServiceManagerError(
      403,
      errorCodes.notAllowed,
      `${who} has no permission ${permission.name} on ${opened.entityRef}.`,
      {
        nextStep: service
          ? `Name ${permission.name} in the access restrictions of this service (backend.auth.externalAccess).`
          : `Ask ${
              owner
                ? `its owner, ${owner}`
                : 'those who keep the permission policy'
            }.`,
      },
    );
  }
}

function notFound(entityRef: string): ServiceManagerError {
  return new ServiceManagerError(
    404,
    errorCodes.entityNotFound,
    `There is no ${entityRef}, or you may not see it.`,
    {
      field: 'entityRef',
      nextStep: 'Check its kind, namespace and name in the catalog.',
    },
  );
}
