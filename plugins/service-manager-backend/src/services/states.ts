import type {
  ClusterHealth,
  ServiceEvent,
  WorkloadView,
} from '@vtasker/backstage-plugin-service-manager-common';
import { LRUCache } from 'lru-cache';
import {
  Target,
  viewEvents,
  ViewOptions,
  viewWorkload,
  WorkloadReader,
  WorkloadSnapshot,
} from '../workloads';
import { conditionOf, digestOf, ServiceDigest } from './digest';
import type { ListedService } from './entityInfo';
import { describeProblem, ServiceCondition } from './problem';

/** A digest with all the views behind it. */
export interface ServiceDetail {
  snapshots: WorkloadSnapshot[];
  workloads: WorkloadView[];
  events: ServiceEvent[];
  condition: ServiceCondition;
}

/** Some states turn with time alone, so nothing is kept longer than this. */
const DIGEST_TTL_MS = 90_000;
const DETAIL_TTL_MS = 5_000;
/** Warming derives again what is this old. */
const DIGEST_REFRESH_MS = 25_000;
/** How long warming may hold up requests at a time. */
const WARM_SLICE_MS = 8;

export interface StatesOptions {
  clock: () => Date;
  clusterNames: () => string[];
  view?: ViewOptions;
  workloads: WorkloadReader;
}

/**
 * Status and views of services, derived once and kept until something of them
 * changes in a cluster.
 */
export class ServiceStates {
  readonly #options: StatesOptions;
  readonly #digests = new LRUCache<
    string,
    { service: ListedService; digest: ServiceDigest; at: number }
  >({ max: 50_000 });
  readonly #details = new LRUCache<
    string,
    { service: ListedService; detail: ServiceDetail }
  >({ max: 500, ttl: DETAIL_TTL_MS });

  static create(options: StatesOptions): ServiceStates {
    return new ServiceStates(options);
  }

  private constructor(options: StatesOptions) {
    this.#options = options;
  }

  forget(entityRefs: Iterable<string>): void {
    for (const ref of entityRefs) {
      this.#digests.delete(ref);
      this.#details.delete(ref);
    }
  }

  digest(service: ListedService): ServiceDigest {
    const known = this.#digests.get(service.entityRef);
    const age = known && this.#options.clock().getTime() - known.at;
    if (known && age! < DIGEST_TTL_MS && sameTarget(known.service, service)) {
      return known.digest;
    }
    return this.#derive(service);
  }

  /**
   * Derives what is missing or aged, a slice of time at once, so that no
   * request has to. Returns the services whose status turned with time alone.
   */
  async warm(services: Iterable<ListedService>): Promise<ListedService[]> {
    const turned: ListedService[] = [];
    let sliceEnd = performance.now() + WARM_SLICE_MS;
    for (const service of services) {
      const known = this.#digests.peek(service.entityRef);
      const age = known && this.#options.clock().getTime() - known.at;
      if (age !== undefined && age < DIGEST_REFRESH_MS) continue;
      const digest = this.#derive(service);
      if (
        known &&
        JSON.stringify(known.digest.status) !== JSON.stringify(digest.status)
      ) {
        this.#details.delete(service.entityRef);
        turned.push(service);
      }
      if (performance.now() > sliceEnd) {
        await new Promise(setImmediate);
        sliceEnd = performance.now() + WARM_SLICE_MS;
      }
    }
    return turned;
  }

  detail(service: ListedService): ServiceDetail {
    const known = this.#details.get(service.entityRef);
    if (known && sameTarget(known.service, service)) return known.detail;
    const snapshots = this.#select(service.target.target);
    const now = this.#options.clock();
    const workloads = snapshots.map(snapshot =>
      viewWorkload(snapshot, now, this.#options.view),
    );
    const parts = workloads.map(({ ref: { kind, name }, status }) => ({
      kind,
      name,
      status,
    }));
    const detail: ServiceDetail = {
      snapshots,
      workloads,
      events: viewEvents(snapshots),
      condition: conditionOf(parts, now, this.#conditionWithout(service)),
    };
    this.#details.set(service.entityRef, { service, detail });
    return detail;
  }

  /** The clusters whose freshness matters to a service. */
  clustersOf(
    service: ListedService,
    seenIn: Iterable<string>,
    health: ClusterHealth[],
  ): ClusterHealth[] {
    const named = service.target.target?.cluster;
    const seen = new Set(named ? [named] : seenIn);
    // Seen nowhere: any cluster could be the one that hides it.
    if (seen.size === 0) return service.target.target ? health : [];
    return health.filter(({ name }) => seen.has(name));
  }

  /** Whether a change of these clusters may show in the service. */
  concerns(service: ListedService, clusters: string[]): boolean {
    const { target } = service.target;
    if (!target) return false;
    if (target.cluster) return clusters.includes(target.cluster);
    const known = this.#digests.peek(service.entityRef);
    // Not derived yet, or seen nowhere: it may be in any cluster.
    if (!known || known.digest.clusters.length === 0) return true;
    return known.digest.clusters.some(name => clusters.includes(name));
  }

  #derive(service: ListedService): ServiceDigest {
    const snapshots = this.#select(service.target.target);
    const now = this.#options.clock();
    const digest = digestOf(
      snapshots,
      now,
      this.#conditionWithout(service),
      this.#options.view,
    );
    this.#digests.set(service.entityRef, {
      service,
      digest,
      at: now.getTime(),
    });
    return digest;
  }

  #select(target: Target | undefined): WorkloadSnapshot[] {
    return target ? this.#options.workloads.select(target) : [];
  }

  /** What to say of a service of which nothing is seen. */
  #conditionWithout(service: ListedService): () => ServiceCondition {
    return () =>
      describeProblem(
        service,
        this.#options.clusterNames(),
        this.clustersOf(service, [], this.#options.workloads.health()),
      );
  }
}

function sameTarget(one: ListedService, other: ListedService): boolean {
  return (
    one === other || JSON.stringify(one.target) === JSON.stringify(other.target)
  );
}
