import { Upstream, upstreamOf } from '../upstreams';
import type { WorkloadReader, WorkloadSnapshot } from '../workloads';
import { alertScopes, belongsTo, namespacesScope } from './pure/alertScope';
import { countAlert, FiringCount, nothingFires } from './pure/counts';
import { FoundAlert, mergeAlerts, severityOf } from './pure/merge';
import { deadline, problemOf } from './sources/answers';
import type { AlertmanagerAlerts } from './sources/AlertmanagerAlerts';
import type { PrometheusAlerts } from './sources/PrometheusAlerts';
import type { AlertSubject } from './types';

/** How old what is shown may be, however many look. */
const KEPT_MS = 15_000;
/** After this nobody is shown it any more while it is asked anew. */
const STALE_MS = 60_000;
/** How long sorting may hold up requests at a time. */
const SLICE_MS = 8;

/** The workloads of a service in one cluster. */
type Places = Map<string, WorkloadSnapshot[]>;

interface Cluster {
  problems: string[];
  /** By namespace: most services have none, and need no look. */
  alerts: Map<string, FoundAlert[]>;
}

interface Derived {
  at: number;
  clusters: Map<string, Cluster>;
  counts: Map<string, FiringCount>;
}

/**
 * How many alerts of Prometheus and Alertmanager fire, of all services at once:
 * one question an upstream and cluster, kept to the namespaces of services,
 * and only while somebody looks.
 */
export class ExternalCounts {
  readonly #prometheus: Map<Upstream, PrometheusAlerts>;
  readonly #alertmanager: Map<Upstream, AlertmanagerAlerts>;
  readonly #workloads: Pick<WorkloadReader, 'select'>;
  readonly #clock: () => Date;
  #derived?: Derived;
  #deriving?: Promise<Derived>;

  constructor(options: {
    prometheus: Map<Upstream, PrometheusAlerts>;
    alertmanager: Map<Upstream, AlertmanagerAlerts>;
    workloads: Pick<WorkloadReader, 'select'>;
    clock: () => Date;
  }) {
    this.#prometheus = options.prometheus;
    this.#alertmanager = options.alertmanager;
    this.#workloads = options.workloads;
    this.#clock = options.clock;
  }

  /** What was found is old: something was changed from here. */
  forget(): void {
    this.#derived = undefined;
    this.#deriving = undefined;
  }

  /** `all` are the services of the portal, `of` those that are asked for. */
  async of(
    all: () => Iterable<AlertSubject>,
    of: AlertSubject[],
  ): Promise<Map<string, FiringCount>> {
    const counts = new Map<string, FiringCount>();
    if (!this.#prometheus.size && !this.#alertmanager.size) return counts;
    const derived = await this.#current(all);
    for (const subject of of) {
      let count = derived.counts.get(subject.entityRef);
      if (!count) {
        count = this.#count(this.#placesOf(subject), derived.clusters);
        derived.counts.set(subject.entityRef, count);
      }
      counts.set(subject.entityRef, count);
    }
    return counts;
  }

  async #current(all: () => Iterable<AlertSubject>): Promise<Derived> {
    const now = this.#clock().getTime();
    const age = now - (this.#derived?.at ?? -Infinity);
    if (this.#derived && age < KEPT_MS) return this.#derived;
    if (!this.#deriving) {
      const deriving = this.#derive(all(), now);
      this.#deriving = deriving;
      deriving
        .then(derived => {
          // Unless it was forgotten meanwhile.
          if (this.#deriving === deriving) this.#derived = derived;
        })
        .catch(() => {})
        .finally(() => {
          if (this.#deriving === deriving) this.#deriving = undefined;
        });
    }
    // Nobody waits while the one before is of use.
    return this.#derived && age < STALE_MS ? this.#derived : this.#deriving;
  }

  async #derive(all: Iterable<AlertSubject>, now: number): Promise<Derived> {
    const services: Array<{ entityRef: string; places: Places }> = [];
    const namespaces = new Map<string, Set<string>>();
    for (const subject of all) {
      const places = this.#placesOf(subject);
      services.push({ entityRef: subject.entityRef, places });
      for (const [cluster, workloads] of places) {
        const known = namespaces.get(cluster) ?? new Set();
        namespaces.set(cluster, known);
        for (const { workload } of workloads) {
          known.add(workload.metadata.namespace);
        }
      }
    }
    const clusters = new Map<string, Cluster>();
    await Promise.all(
      [...namespaces].map(async ([cluster, known]) => {
        clusters.set(cluster, await this.#ask(cluster, known));
      }),
    );
    const counts = new Map<string, FiringCount>();
    let sliceEnd = performance.now() + SLICE_MS;
    for (const { entityRef, places } of services) {
      counts.set(entityRef, this.#count(places, clusters));
      if (performance.now() > sliceEnd) {
        await new Promise(setImmediate);
        sliceEnd = performance.now() + SLICE_MS;
      }
    }
    return { at: now, clusters, counts };
  }

  async #ask(cluster: string, namespaces: Set<string>): Promise<Cluster> {
    const problems: string[] = [];
    const tried = async (
      upstream: Upstream | undefined,
      ask: (upstream: Upstream) => Promise<FoundAlert[]>,
    ): Promise<FoundAlert[]> => {
      if (!upstream) return [];
      try {
        return await ask(upstream);
      } catch (error) {
        problems.push(problemOf(error, upstream));
        return [];
      }
    };
    const prometheus = upstreamOf([...this.#prometheus.keys()], cluster);
    const alertmanager = upstreamOf([...this.#alertmanager.keys()], cluster);
    const merged = mergeAlerts(
      ...(await Promise.all([
        tried(prometheus, upstream =>
          this.#prometheus
            .get(upstream)!
            .within(
              cluster,
              namespacesScope(upstream, cluster, namespaces),
              deadline(upstream),
            ),
        ),
        tried(alertmanager, async upstream =>
          (
            await this.#alertmanager
              .get(upstream)!
              .within(
                cluster,
                namespacesScope(upstream, cluster, namespaces),
                deadline(upstream),
              )
          ).map(({ alert }) => alert),
        ),
      ])),
    );
    const alerts = new Map<string, FoundAlert[]>();
    for (const alert of merged) {
      if (alert.state !== 'firing') continue;
      const { source, labels } = alert;
      const upstream = source === 'prometheus' ? prometheus : alertmanager;
      const namespace = labels[upstream!.labels.namespace];
      const known = alerts.get(namespace);
      if (known) known.push(alert);
      else alerts.set(namespace, [alert]);
    }
    return { problems, alerts };
  }

  #count(places: Places, clusters: Map<string, Cluster>): FiringCount {
    const count = nothingFires();
    for (const [cluster, workloads] of places) {
      const { problems = [], alerts } = clusters.get(cluster) ?? {};
      count.unknown.push(...problems);
      const namespaces = new Set(
        workloads.map(({ workload }) => workload.metadata.namespace),
      );
      const here = [...namespaces].flatMap(name => alerts?.get(name) ?? []);
      if (!here.length) continue;
      const belongs = {
        prometheus: this.#test(this.#prometheus, cluster, workloads),
        alertmanager: this.#test(this.#alertmanager, cluster, workloads),
      };
      for (const { source, labels, silencedBy } of here) {
        if (!belongs[source](labels)) continue;
        countAlert(count, severityOf(labels), Boolean(silencedBy?.length));
      }
    }
    return count;
  }

  #test(
    configured: Map<Upstream, unknown>,
    cluster: string,
    workloads: WorkloadSnapshot[],
  ): (labels: Record<string, string>) => boolean {
    const upstream = upstreamOf([...configured.keys()], cluster);
    if (!upstream) return () => false;
    return belongsTo(alertScopes(upstream, cluster, workloads));
  }

  #placesOf(subject: AlertSubject): Places {
    return placesOf(this.#workloads, subject);
  }
}

/** The workloads of a service, by cluster. */
export function placesOf(
  reader: Pick<WorkloadReader, 'select'>,
  subject: AlertSubject,
): Places {
  const { target } = subject.target;
  const places: Places = new Map();
  for (const snapshot of target ? reader.select(target) : []) {
    const known = places.get(snapshot.cluster);
    if (known) known.push(snapshot);
    else places.set(snapshot.cluster, [snapshot]);
  }
  return places;
}
