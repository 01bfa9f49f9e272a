import type { LogSources } from '@vtasker/backstage-plugin-service-manager-common';
import type { WorkloadSnapshot } from '../../../../workloads';

type PodOfSources = LogSources['pods'][number];

/** The pods that are there now, and those that only Loki knows. */
export class KnownPods {
  readonly #pods = new Map<string, PodOfSources>();

  add(cluster: string, pod: Omit<PodOfSources, 'cluster'>): void {
    this.#pods.set(`${cluster}/${pod.name}`, { cluster, ...pod });
  }

  addGone(
    cluster: string,
    name: string | undefined,
    container: string | undefined,
  ): void {
    if (!name) return;
    const key = `${cluster}/${name}`;
    const pod = this.#pods.get(key) ?? {
      cluster,
      name,
      running: false,
      containers: [],
    };
    this.#pods.set(key, pod);
    if (!container || pod.containers.some(one => one.name === container)) {
      return;
    }
    pod.containers.push({ name: container, restarts: 0, previous: false });
  }

  list(): PodOfSources[] {
    return [...this.#pods.values()];
  }

  byKey(): Map<string, { pod: string; containers: number }> {
    return new Map(
      [...this.#pods].map(([key, { name, containers }]) => [
        key,
        { pod: name, containers: containers.length },
      ]),
    );
  }
}

export function podsOf(snapshots: WorkloadSnapshot[]): KnownPods {
  const known = new KnownPods();
  for (const { cluster, pods } of snapshots) {
    for (const { metadata, spec, status } of pods) {
      const statuses = [
        ...(status.initContainerStatuses ?? []),
        ...(status.containerStatuses ?? []),
      ];
      known.add(cluster, {
        name: metadata.name,
        running: status.phase === 'Running' || status.phase === 'Pending',
        containers: [...(spec.initContainers ?? []), ...spec.containers].map(
          ({ name }) => {
            const restarts =
              statuses.find(one => one.name === name)?.restartCount ?? 0;
            return { name, restarts, previous: restarts > 0 };
          },
        ),
      });
    }
  }
  return known;
}
