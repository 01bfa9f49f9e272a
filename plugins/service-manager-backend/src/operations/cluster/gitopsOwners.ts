import {
  Cluster,
  ClustersService,
  KubernetesError,
} from '@vtasker/backstage-plugin-service-manager-node';
import { gitopsFacts, GitopsFacts, gitopsKey } from '../../guards';
import {
  GitopsOwner,
  gitopsOwnersOf,
  OwnerOptions,
  WorkloadSnapshot,
} from '../../workloads';

/** Where GitOps owners are, as the portal's configuration says. */
export interface GitopsSettings extends OwnerOptions {
  /** Where Argo CD keeps Applications that name no namespace. */
  argocdNamespaces?: string[];
  /** Argo CD's cluster, where it is not the workload's own. */
  argocdCluster?: string;
}

/** Reads the owners of workloads. Never rejects. */
export type GitopsReader = (
  snapshots: WorkloadSnapshot[],
) => Promise<ReadonlyMap<string, GitopsFacts>>;

/** A person waits for the preview; without the facts it is still of use. */
const TIMEOUT_MS = 2_000;

/** Newest first: a cluster serves the ones that its Flux came with. */
export const COLLECTIONS: Record<
  GitopsOwner['kind'],
  [path: string, name: string][]
> = {
  Application: [['argoproj.io/v1alpha1', 'applications']],
  Kustomization: [
    ['kustomize.toolkit.fluxcd.io/v1', 'kustomizations'],
    ['kustomize.toolkit.fluxcd.io/v1beta2', 'kustomizations'],
  ],
  HelmRelease: [
    ['helm.toolkit.fluxcd.io/v2', 'helmreleases'],
    ['helm.toolkit.fluxcd.io/v2beta2', 'helmreleases'],
    ['helm.toolkit.fluxcd.io/v2beta1', 'helmreleases'],
  ],
};

/** Undefined: it is not there. */
async function readOne(
  cluster: Cluster,
  { kind, name }: GitopsOwner,
  namespace: string,
  signal: AbortSignal,
): Promise<any | undefined> {
  for (const [group, resource] of COLLECTIONS[kind]) {
    const place = `/apis/${group}/namespaces/${encodeURIComponent(namespace)}`;
    try {
      return await cluster.request({
        method: 'GET',
        path: `${place}/${resource}/${encodeURIComponent(name)}`,
        signal,
      });
    } catch (error) {
      if (!(error instanceof KubernetesError) || error.status !== 404) {
        throw error;
      }
    }
  }
  return undefined;
}

function reasonOf(error: unknown, late: boolean, timeoutMs: number): string {
  if (late) return `there was no answer within ${timeoutMs / 1000} s`;
  if (error instanceof KubernetesError && error.status) {
    return error.status === 403 || error.status === 401
      ? 'the portal may not read it'
      : `the API answered ${error.status}`;
  }
  return 'the cluster could not be asked';
}

/**
 * Reads Argo CD's and Flux's own objects on demand. They are not watched: they
 * are many, and matter only to somebody who is about to change a workload.
 */
export function gitopsReader(options: {
  clusters: ClustersService;
  settings?: GitopsSettings;
  timeoutMs?: number;
}): GitopsReader {
  const { clusters, settings = {}, timeoutMs = TIMEOUT_MS } = options;

  async function factsOf(
    owner: GitopsOwner,
    workloadCluster: string,
    signal: AbortSignal,
  ): Promise<GitopsFacts> {
    const isArgo = owner.kind === 'Application';
    const name = (isArgo && settings.argocdCluster) || workloadCluster;
    const cluster = clusters.get(name);
    if (!cluster) {
      return { kind: 'unknown', why: `the cluster ${name} is not configured` };
    }
    const own = settings.argocdNamespaces ?? ['argocd'];
    const fallback = isArgo ? own : [];
    const places = owner.namespace ? [owner.namespace] : fallback;
    const answers = await Promise.all(
      places.map(async namespace => {
        try {
          const found = await readOne(cluster, owner, namespace, signal);
          return { found };
        } catch (error) {
          return { why: reasonOf(error, signal.aborted, timeoutMs) };
        }
      }),
    );
    const found = answers.find(answer => answer.found)?.found;
    if (found) return gitopsFacts(owner.kind, found);
    const why =
      answers.find(answer => answer.why)?.why ??
      `there is no ${owner.kind} ${owner.name} in ${
        places.length
          ? `the namespace ${places.join(' or ')}`
          : 'a known namespace'
      } of the cluster ${name}`;
    return { kind: 'unknown', why };
  }

  return async snapshots => {
    const wanted = new Map<string, [GitopsOwner, string]>();
    for (const { workload, cluster } of snapshots) {
      for (const owner of gitopsOwnersOf(workload, settings)) {
        wanted.set(gitopsKey(cluster, owner), [owner, cluster]);
      }
    }
    if (!wanted.size) return new Map();
    // Given up by us, not timed out: a slow answer must not count against the
    // cluster, whose state pages show.
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), timeoutMs);
    try {
      return new Map(
        await Promise.all(
          [...wanted].map(
            async ([key, [owner, cluster]]): Promise<[string, GitopsFacts]> => {
              try {
                return [key, await factsOf(owner, cluster, timer.signal)];
              } catch {
                // An object of an unexpected shape must not fail a preview.
                return [
                  key,
                  { kind: 'unknown', why: 'what was read is not understood' },
                ];
              }
            },
          ),
        ),
      );
    } finally {
      clearTimeout(timeout);
    }
  };
}
