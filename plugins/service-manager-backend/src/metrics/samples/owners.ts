import type {
  CachedKind,
  CachedObject,
  Pod,
  UsageReading,
} from '../../workloads';

/** What is sampled: the watch cache. */
export interface SampleFeed {
  onUsage(
    listener: (cluster: string, reading: UsageReading) => void,
  ): () => void;
  dump(cluster: string, kind: CachedKind): CachedObject[];
  /**
   * Whether all of a cluster was listed once: before, what is not there is not
   * known to be absent. It is where nobody says.
   */
  synced?(cluster: string): boolean;
}

/** The workload that a pod belongs to, as it is looked up by. */
export function ownerKey(
  namespace: string,
  kind: string,
  name: string,
): string {
  return `${namespace}/${kind}/${name}`;
}

/** Who owns a pod in the end; looked up only where there is a new one. */
export class Owners {
  private readonly feed: SampleFeed;
  private readonly cluster: string;
  private between?: Map<string, CachedObject>;

  constructor(feed: SampleFeed, cluster: string) {
    this.feed = feed;
    this.cluster = cluster;
  }

  /** Undefined also while the object between was not seen yet. */
  of(pod: Pod): string | undefined {
    let owner = controllerOf(pod);
    if (owner?.kind === 'ReplicaSet' || owner?.kind === 'Job') {
      const between = this.index().get(owner.uid);
      if (!between) return undefined;
      owner = controllerOf(between) ?? owner;
    }
    return owner && ownerKey(pod.metadata.namespace, owner.kind, owner.name);
  }

  private index(): Map<string, CachedObject> {
    this.between ??= new Map(
      [
        ...this.feed.dump(this.cluster, 'ReplicaSet'),
        ...this.feed.dump(this.cluster, 'Job'),
      ].map(object => [object.metadata.uid, object]),
    );
    return this.between;
  }
}

function controllerOf({ metadata }: CachedObject) {
  return metadata.ownerReferences?.find(({ controller }) => controller);
}
