import type {
  ClusterHealth,
  ServiceEvent,
  WorkloadView,
} from '@vtasker/backstage-plugin-service-manager-common';
import { LRUCache } from 'lru-cache';
import {
  deriveServiceStatus,
  Target,
  viewEvents,
  ViewOptions,
  viewWorkload,
  WorkloadReader,
  WorkloadSnapshot,
} from '../workloads';
import { ListedService } from './entityInfo';
import { describeProblem, ServiceCondition } from './problem';

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
    const workloads = this.#view(snapshots, now);
    const detail: ServiceDetail = {
      snapshots,
      workloads,
      events: viewEvents(snapshots),
      condition: this.#condition(service, workloads, now),
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

  #digest(service: ListedService): ServiceDigest {
    const snapshots = this.#select(service.target.target);
    const now = this.#options.clock();
    const views = this.#view(snapshots, now);
    const sum = (of: (view: WorkloadView) => number | undefined) =>
      views.reduce((total, view) => total + (of(view) ?? 0), 0);
    const unique = <T>(items: T[]) => [...new Set(items)];
    return {
      ...this.#condition(service, views, now),
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

  #view(snapshots: WorkloadSnapshot[], now: Date): WorkloadView[] {
    return snapshots.map(snapshot =>
      viewWorkload(snapshot, now, this.#options.view),
    );
  }

  #condition(
    service: ListedService,
    workloads: WorkloadView[],
    now: Date,
  ): ServiceCondition {
    if (workloads.length === 0) {
      return describeProblem(
        service,
        this.#options.clusterNames(),
        this.clustersOf(service, [], this.#options.workloads.health()),
      );
    }
    const parts = workloads.map(({ ref, status }) => ({
      status,
      kind: ref.kind,
      name: ref.name,
    }));
    return { status: deriveServiceStatus(parts, now) };
  }
}

function sameTarget(one: ListedService, other: ListedService): boolean {
  return (
    one === other || JSON.stringify(one.target) === JSON.stringify(other.target)
  );
}
