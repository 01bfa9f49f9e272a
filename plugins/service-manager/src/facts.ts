import type {
  ClusterHealth,
  OwnerView,
  Service,
  WorkloadView,
} from '@vtasker/backstage-plugin-service-manager-common';

/** The workloads of one cluster. */
export interface ClusterGroup {
  cluster: string;
  title: string;
  health?: ClusterHealth;
  workloads: WorkloadView[];
}

/** Workloads by cluster, in the order in which the service names them. */
export function groupByCluster(service: Service): ClusterGroup[] {
  const groups = new Map<string, ClusterGroup>();
  for (const workload of service.workloads) {
    const { cluster } = workload.ref;
    const health = service.clusters.find(({ name }) => name === cluster);
    const group = groups.get(cluster) ?? {
      cluster,
      title: health?.title || cluster,
      health,
      workloads: [],
    };
    group.workloads.push(workload);
    groups.set(cluster, group);
  }
  return [...groups.values()];
}

/** Ready and wanted pods over all workloads that have a number of replicas. */
export function countReady(service: Service): {
  ready: number;
  desired: number;
} {
  return service.workloads.reduce(
    (sum, { replicas }) => ({
      ready: sum.ready + (replicas?.ready ?? 0),
      desired: sum.desired + (replicas?.desired ?? 0),
    }),
    { ready: 0, desired: 0 },
  );
}

/** The versions of the first containers, each once. */
export function versionsOf(service: Service): string[] {
  const versions = service.workloads.map(({ images }) => images[0]?.version);
  return [...new Set(versions.filter((item): item is string => Boolean(item)))];
}

/** `prod-eu / manager-agent-ai`, each place once. */
export function placesOf(service: Service): string[] {
  const places = service.workloads.map(({ ref }) => {
    const health = service.clusters.find(({ name }) => name === ref.cluster);
    return `${health?.title || ref.cluster} / ${ref.namespace}`;
  });
  return [...new Set(places)];
}

/** Who else writes, each once. */
export function ownersOf(service: Service): OwnerView[] {
  const owners = new Map<string, OwnerView>();
  for (const owner of service.workloads.flatMap(({ owners: each }) => each)) {
    owners.set(`${owner.kind} ${owner.namespace} ${owner.name}`, owner);
  }
  return [...owners.values()];
}
