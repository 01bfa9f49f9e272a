import { matchesTarget } from '../../workloads';
import type { Target, WorkloadReader, WorkloadSnapshot } from '../../workloads';

export interface FakeDeployment {
  cluster?: string;
  namespace?: string;
  name: string;
  pods: string[];
  kind?: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob';
  replicaSets?: string[];
  jobs?: string[];
  /** Of the container `web` of all pods. */
  restarts?: { count: number; startedAt: string };
}

/** What the watch cache would have: workloads with pods of one container. */
export class FakeWorkloads implements WorkloadReader {
  readonly #listeners = new Set<() => void>();
  #workloads: FakeDeployment[];

  constructor(workloads: FakeDeployment[]) {
    this.#workloads = workloads;
  }

  set(workloads: FakeDeployment[]): void {
    this.#workloads = workloads;
    for (const listener of this.#listeners) listener();
  }

  /** The target of the workloads that are called so. */
  static target(name: string): Target {
    return {
      entityRef: `component:default/${name}`,
      selector: { matchLabels: { app: name } },
    };
  }

  select(target: Target): WorkloadSnapshot[] {
    return this.#workloads
      .filter(({ cluster = 'local', namespace = 'shop', kind, name }) =>
        matchesTarget(target, {
          cluster,
          namespace,
          kind: kind ?? 'Deployment',
          name,
          labels: { app: name },
        }),
      )
      .map(snapshotOf);
  }

  get(): undefined {
    return undefined;
  }

  health() {
    return [];
  }

  onChange(listener: (changes: [], clusters: []) => void): () => void {
    const call = () => listener([], []);
    this.#listeners.add(call);
    return () => this.#listeners.delete(call);
  }
}

export function snapshotOf(given: FakeDeployment): WorkloadSnapshot {
  const { cluster = 'local', namespace = 'shop', name, pods } = given;
  const metaOf = (one: string) => ({
    name: one,
    namespace,
    uid: `uid-${one}`,
    resourceVersion: '1',
    creationTimestamp: '2026-03-01T00:00:00Z',
  });
  return {
    cluster,
    workload: { kind: given.kind ?? 'Deployment', metadata: metaOf(name) },
    replicaSets: (given.replicaSets ?? []).map(one => ({
      kind: 'ReplicaSet',
      metadata: metaOf(one),
    })),
    jobs: (given.jobs ?? []).map(one => ({
      kind: 'Job',
      metadata: metaOf(one),
    })),
    pods: pods.map(pod => ({
      kind: 'Pod',
      metadata: metaOf(pod),
      spec: { containers: [{ name: 'web', image: 'web:1' }] },
      status: {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'web',
            ready: true,
            restartCount: given.restarts?.count ?? 0,
            state: { running: { startedAt: given.restarts?.startedAt } },
          },
        ],
      },
    })),
    disruptionBudgets: [],
    events: [],
  } as unknown as WorkloadSnapshot;
}
