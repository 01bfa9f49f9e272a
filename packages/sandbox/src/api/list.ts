import {
  badRequest,
  expired,
  groupVersionOf,
  type Registry,
  type Resource,
} from '../registry';
import {
  parseFieldSelector,
  parseLabelSelector,
  SelectorError,
  type Filter,
} from '../store';
import type { KubeObject } from '../types';
import type { ApiRequest } from './request';

/** Both selectors of a query as one test. */
export function filterOf(request: ApiRequest, resource: Resource): Filter {
  try {
    const labels = parseLabelSelector(request.query.get('labelSelector') ?? '');
    const fields = parseFieldSelector(
      resource.key,
      request.query.get('fieldSelector') ?? '',
    );
    return object => labels(object.metadata.labels) && fields(object);
  } catch (e) {
    if (e instanceof SelectorError) throw badRequest(e.message);
    throw e;
  }
}

interface Snapshot {
  revision: number;
  objects: KubeObject[];
}

const KEPT_SNAPSHOTS = 32;

/**
 * Lists, whole or in pages. All pages of a list are of one version; the
 * snapshots for it are few, and a page of one that is gone is answered with
 * 410, as after a compaction.
 */
export class Lists {
  private readonly snapshots = new Map<string, Snapshot>();
  private next = 0;

  constructor(private readonly registry: Registry) {}

  /** Makes every `continue` token expire. */
  expire() {
    this.snapshots.clear();
  }

  list(request: ApiRequest, resource: Resource, namespace?: string) {
    const filter = filterOf(request, resource);
    const limit = Number(request.query.get('limit') ?? 0);
    const token = request.query.get('continue');
    let offset = 0;
    let id: string | undefined;
    let snapshot: Snapshot;
    if (token) {
      try {
        const parsed = JSON.parse(Buffer.from(token, 'base64url').toString());
        ({ id, offset } = parsed);
      } catch (e) {
        throw badRequest(
          `invalid continue token: continue key is not valid: ${
            (e as Error).message
          }`,
        );
      }
      const found = this.snapshots.get(id ?? '');
      if (!found) {
        throw expired(
          'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
        );
      }
      snapshot = found;
    } else {
      snapshot = {
        revision: this.registry.store.revision,
        objects: this.registry.store
          .list(resource.key, namespace)
          .filter(filter),
      };
    }
    const { objects, revision } = snapshot;
    const end =
      limit > 0 ? Math.min(offset + limit, objects.length) : undefined;
    const items = objects.slice(offset, end);
    const metadata: Record<string, unknown> = {
      resourceVersion: String(revision),
    };
    if (end !== undefined && end < objects.length) {
      id ??= this.keep(snapshot);
      metadata.continue = Buffer.from(
        JSON.stringify({ v: 'sandbox', id, offset: end }),
      ).toString('base64url');
      metadata.remainingItemCount = objects.length - end;
    }
    return {
      kind: `${resource.kind}List`,
      apiVersion: groupVersionOf(resource),
      metadata,
      items,
    };
  }

  private keep(snapshot: Snapshot): string {
    const id = String(this.next++);
    this.snapshots.set(id, snapshot);
    if (this.snapshots.size > KEPT_SNAPSHOTS) {
      this.snapshots.delete(this.snapshots.keys().next().value!);
    }
    return id;
  }
}
