import type { OwnerView } from '@vtasker/backstage-plugin-service-manager-common';
import type { Workload } from '../objects';
import type { WorkloadSnapshot } from '../types';
import { autoscalerOf } from './autoscaler';

const TRACKING_ID = 'argocd.argoproj.io/tracking-id';
const RELEASE_NAME = 'meta.helm.sh/release-name';
const RELEASE_NAMESPACE = 'meta.helm.sh/release-namespace';

/** What the portal's configuration says about other owners. */
export interface OwnerOptions {
  /**
   * The label by which Argo CD tracks, usually `app.kubernetes.io/instance`.
   * Absent: only the tracking annotation counts, since Helm and others set
   * the same label.
   */
  argocdInstanceLabel?: string;
}

/** The object that a GitOps tool applies a workload from. */
export interface GitopsOwner {
  kind: 'Application' | 'Kustomization' | 'HelmRelease';
  name: string;
  /** Absent for an Application in Argo CD's own namespace. */
  namespace?: string;
}

/** The API group of a workload. */
export function apiGroup({ kind }: Pick<Workload, 'kind'>): string {
  return kind === 'CronJob' || kind === 'Job' ? 'batch' : 'apps';
}

/**
 * The application of an Argo CD tracking id. An id that describes another
 * object was copied here with the annotations, and means nothing.
 */
export function trackedBy(workload: Workload): string | undefined {
  const id = workload.metadata?.annotations?.[TRACKING_ID];
  const [application, groupKind, place, ...more] = id?.split(':') ?? [];
  const { namespace, name } = workload.metadata ?? {};
  return application &&
    !more.length &&
    groupKind === `${apiGroup(workload)}/${workload.kind}` &&
    place === `${namespace}/${name}`
    ? application
    : undefined;
}

function applicationOwner(
  workload: Workload,
  options: OwnerOptions,
): GitopsOwner | undefined {
  const label = options.argocdInstanceLabel;
  const name =
    trackedBy(workload) ??
    (label ? workload.metadata?.labels?.[label] : undefined);
  if (!name) return undefined;
  // Applications outside Argo CD's own namespace are tracked as ns_name.
  const [first, ...rest] = name.split('_');
  return {
    kind: 'Application',
    name: rest.length ? rest.join('_') : first,
    namespace: rest.length ? first : undefined,
  };
}

/** What `key: value` says no to Flux, as an annotation or a label. */
const fluxOptOuts: Array<[string, string[]]> = [
  ['kustomize.toolkit.fluxcd.io/reconcile', ['disabled']],
  ['kustomize.toolkit.fluxcd.io/ssa', ['ignore', 'ifnotpresent']],
];

function fluxOwner(workload: Workload): GitopsOwner | undefined {
  const { labels = {}, annotations = {} } = workload.metadata ?? {};
  const kustomization = labels['kustomize.toolkit.fluxcd.io/name'];
  const optedOut = fluxOptOuts.some(([key, values]) =>
    [annotations[key], labels[key]].some(value =>
      values.includes(String(value).toLowerCase()),
    ),
  );
  if (kustomization && !optedOut) {
    return {
      kind: 'Kustomization',
      name: kustomization,
      namespace: labels['kustomize.toolkit.fluxcd.io/namespace'],
    };
  }
  const release = labels['helm.toolkit.fluxcd.io/name'];
  return release
    ? {
        kind: 'HelmRelease',
        name: release,
        namespace: labels['helm.toolkit.fluxcd.io/namespace'],
      }
    : undefined;
}

/** The objects of Argo CD and Flux that write the workload. */
export function gitopsOwnersOf(
  workload: Workload,
  options: OwnerOptions = {},
): GitopsOwner[] {
  return [applicationOwner(workload, options), fluxOwner(workload)].filter(
    owner => owner !== undefined,
  );
}

const gitopsViews: Record<
  GitopsOwner['kind'],
  Pick<OwnerView, 'kind' | 'effect'>
> = {
  Application: {
    kind: 'ArgoCD',
    effect:
      'Argo CD puts back what Git says at its next sync, with self-heal within seconds.',
  },
  Kustomization: {
    kind: 'Flux',
    effect:
      'Flux puts back the fields that Git sets at its next reconciliation, within minutes.',
  },
  HelmRelease: {
    kind: 'Flux',
    effect:
      'Flux puts the Helm release back at its next upgrade, or within minutes where it detects drift.',
  },
};

function helm(workload: Workload): OwnerView | undefined {
  const { labels = {}, annotations = {} } = workload.metadata ?? {};
  const release = annotations[RELEASE_NAME];
  if (labels['app.kubernetes.io/managed-by'] !== 'Helm') return undefined;
  return {
    kind: 'Helm',
    name: release ?? labels['app.kubernetes.io/instance'] ?? 'unknown release',
    namespace: annotations[RELEASE_NAMESPACE],
    effect: 'A change lasts until the next upgrade of the Helm release.',
  };
}

function autoscaler(snapshot: WorkloadSnapshot): OwnerView | undefined {
  const found = autoscalerOf(snapshot);
  if (!found) return undefined;
  const range = `between ${found.min} and ${found.max}`;
  return {
    kind: found.kind,
    name: found.name,
    namespace: snapshot.workload.metadata?.namespace,
    effect: `${
      found.kind === 'KEDA' ? 'KEDA' : 'The autoscaler'
    } sets the replicas ${range} and overwrites another number.`,
  };
}

/** Who else writes to the workload. */
export function ownersOf(
  snapshot: WorkloadSnapshot,
  options: OwnerOptions = {},
): OwnerView[] {
  const { workload } = snapshot;
  const gitops = gitopsOwnersOf(workload, options);
  const views: OwnerView[] = gitops.map(({ kind, name, namespace }) => ({
    ...gitopsViews[kind],
    name,
    namespace,
  }));
  // Argo CD and Flux render charts, so Helm's label alone is not Helm's.
  const byFlux = gitops.some(({ kind }) => kind !== 'Application');
  const released = workload.metadata?.annotations?.[RELEASE_NAME];
  const byHelm =
    byFlux || (gitops.length && !released) ? undefined : helm(workload);
  const controller = workload.metadata?.ownerReferences?.find(
    owner => owner?.controller,
  );
  const other: OwnerView | undefined = controller && {
    kind: 'Other',
    name: `${controller.kind}/${controller.name}`,
    namespace: workload.metadata?.namespace,
    effect: `The controller of this ${controller.kind} may overwrite every change.`,
  };
  return [...views, byHelm, autoscaler(snapshot), other].filter(
    owner => owner !== undefined,
  );
}
