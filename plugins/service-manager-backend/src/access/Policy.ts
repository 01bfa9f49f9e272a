import type {
  AuthService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  ResourcePermission,
} from '@backstage/plugin-permission-common';

/**
 * The permission backend parses bodies up to 100 kB, and one request is about
 * 300 bytes of it.
 */
const AUTHORIZE_BATCH = 200;

/**
 * What the permission backend says, asked each time, and what holds beside it:
 * nobody may do nothing, and a service changes only what it is named for.
 */
export class Policy {
  readonly #auth: AuthService;
  readonly #permissions: PermissionsService;

  constructor(options: { auth: AuthService; permissions: PermissionsService }) {
    this.#auth = options.auth;
    this.#permissions = options.permissions;
  }

  /** Whether a permission holds on every entity, on none, or on each by itself. */
  async extent(
    credentials: BackstageCredentials,
    permission: ResourcePermission,
  ): Promise<'all' | 'none' | 'some'> {
    if (this.#auth.isPrincipal(credentials, 'none')) return 'none';
    const [{ result }] = await this.#permissions.authorizeConditional(
      [{ permission }],
      { credentials },
    );
    if (result === AuthorizeResult.DENY) return 'none';
    return result === AuthorizeResult.ALLOW ? 'all' : 'some';
  }

  /** On which of the entities a permission holds; order is kept. */
  async onEach(
    credentials: BackstageCredentials,
    entityRefs: string[],
    permission: ResourcePermission,
  ): Promise<boolean[]> {
    // Most policies answer for all entities at once.
    const extent = await this.extent(credentials, permission);
    if (extent === 'none') return entityRefs.map(() => false);
    if (extent === 'all' && isRead(permission)) {
      return entityRefs.map(() => true);
    }
    return this.authorize(
      credentials,
      entityRefs.map(ref => [permission, ref]),
    );
  }

  /** Which of the permissions hold on their entity; order is kept. */
  async authorize(
    credentials: BackstageCredentials,
    requests: Array<[ResourcePermission, string]>,
  ): Promise<boolean[]> {
    if (this.#auth.isPrincipal(credentials, 'none')) {
      return requests.map(() => false);
    }
    const batches: Array<typeof requests> = [];
    for (let start = 0; start < requests.length; start += AUTHORIZE_BATCH) {
      batches.push(requests.slice(start, start + AUTHORIZE_BATCH));
    }
    const decisions = await Promise.all(
      batches.map(batch =>
        this.#permissions.authorize(
          batch.map(([permission, resourceRef]) => ({
            permission,
            resourceRef,
          })),
          { credentials },
        ),
      ),
    );
    return decisions
      .flat()
      .map(
        (decision, index) =>
          decision.result === AuthorizeResult.ALLOW &&
          this.#named(credentials, requests[index][0]),
      );
  }

  /**
   * The permissions service lets a service principal without restrictions do
   * anything. A change needs more than that: its permission must be named.
   */
  #named(
    credentials: BackstageCredentials,
    permission: ResourcePermission,
  ): boolean {
    if (isRead(permission)) return true;
    if (!this.#auth.isPrincipal(credentials, 'service')) return true;
    const { accessRestrictions } = credentials.principal;
    return Boolean(
      accessRestrictions?.permissionNames?.includes(permission.name),
    );
  }
}

export function isRead({ attributes }: ResourcePermission): boolean {
  return attributes.action === 'read';
}
