import type {
  ClusterHealth,
  ServiceEvent,
  Status,
  WorkloadView,
} from '@vtasker/backstage-plugin-service-manager-common';
import { LRUCache } from 'lru-cache';
import type {
  Target,
  WorkloadReader,
  WorkloadSnapshot,
} from '../workloads/types';
import { ListedService } from './entityInfo';
import { describeProblem, ServiceCondition } from './problem';

/** What is derived from snapshots; pure, and someone else's room. */
export interface Derivation {
  status(
    snapshots: WorkloadSnapshot[],
    clusters: ClusterHealth[],
    now: Date,
  ): Status;
  workload(snapshot: WorkloadSnapshot, now: Date): WorkloadView;
  events(snapshots: WorkloadSnapshot[], now: Date): ServiceEvent[];
}

/** The part of a fleet row that comes from the clusters. */
export interface ServiceDigest extends ServiceCondition {
  clusters: string[];
  desired: number;
  ready: number;
  restarts: number;
  versions: string[];
  owners: WorkloadView['owners'][number]['kind'][];
}

/** A digest with all the views behind it. */
export interface ServiceDetail {
  snapshots: WorkloadSnapshot[];
  workloads: WorkloadView[];
  events: ServiceEvent[];
  condition: ServiceCondition;
}

/** Some states turn with time alone, so nothing is kept longer than this. */
const DIGEST_TTL_MS = 30_000;
const DETAIL_TTL_MS = 5_000;

export interface StatesOptions {
  clock: () => Date;
  clusterNames: () => string[];
  derive: Derivation;
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
    { service: ListedService; digest: ServiceDigest }
  >({ max: 50_000, ttl: DIGEST_TTL_MS });
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
    if (known && sameTarget(known.service, service)) return known.digest;
    const digest = this.#digest(service);
    this.#digests.set(service.entityRef, { service, digest });
    return digest;
  }

  detail(service: ListedService): ServiceDetail {
    const known = this.#details.get(service.entityRef);
    if (known && sameTarget(known.service, service)) return known.detail;
    const snapshots = this.#select(service.target.target);
    const now = this.#options.clock();
    const detail: ServiceDetail = {
      snapshots,
      workloads: snapshots.map(snapshot =>
        this.#options.derive.workload(snapshot, now),
      ),
      events: this.#options.derive.events(snapshots, now),
      condition: this.#condition(service, snapshots, now),
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

  #digest(service: ListedService): ServiceDigest {
    const snapshots = this.#select(service.target.target);
    const now = this.#options.clock();
    const views = snapshots.map(snapshot =>
      this.#options.derive.workload(snapshot, now),
    );
    const sum = (of: (view: WorkloadView) => number | undefined) =>
      views.reduce((total, view) => total + (of(view) ?? 0), 0);
    const unique = <T>(items: T[]) => [...new Set(items)];
    return {
      ...this.#condition(service, snapshots, now),
      clusters: unique(snapshots.map(({ cluster }) => cluster)),
      desired: sum(view => view.replicas?.desired),
      ready: sum(view => view.replicas?.ready),
      restarts: sum(view =>
        view.pods.reduce((total, pod) => total + pod.restarts, 0),
      ),
      versions: unique(
        views.flatMap(view =>
          view.images.flatMap(({ version }) => version ?? []),
        ),
      ).sort(),
      owners: unique(
        views.flatMap(view => view.owners.map(({ kind }) => kind)),
      ),
    };
  }

  #select(target: Target | undefined): WorkloadSnapshot[] {
    return target ? this.#options.workloads.select(target) : [];
  }

  #condition(
    service: ListedService,
    snapshots: WorkloadSnapshot[],
    now: Date,
  ): ServiceCondition {
    const health = this.#options.workloads.health();
    if (snapshots.length === 0) {
      return describeProblem(
        service,
        this.#options.clusterNames(),
        this.clustersOf(service, [], health),
      );
    }
    const clusters = this.clustersOf(
      service,
      snapshots.map(({ cluster }) => cluster),
      health,
    );
    return { status: this.#options.derive.status(snapshots, clusters, now) };
  }
}

function sameTarget(one: ListedService, other: ListedService): boolean {
  return (
    one === other || JSON.stringify(one.target) === JSON.stringify(other.target)
  );
}
