import type { GitopsOwner } from '../../workloads';
import type { IgnoreRule } from './ignored';
import { parseJq, parsePointer } from './pointers';

/** What an Argo CD Application says about itself. */
export interface ApplicationFacts {
  kind: 'Application';
  automated: boolean;
  selfHeal: boolean;
  /** Nobody reconciles it: an annotation says so. */
  skipped: boolean;
  ignored: IgnoreRule[];
  /** A sync leaves alone what is ignored. */
  respectsIgnored: boolean;
  /** Who writes the Application itself, and would put it back. */
  writtenBy?: string;
}

/** What a Kustomization or HelmRelease of Flux says about itself. */
export interface FluxFacts {
  kind: 'Kustomization' | 'HelmRelease';
  suspended: boolean;
  /** Time between reconciliations, as people write it: `10m`. */
  interval?: string;
  /** Whether a reconciliation without an upgrade puts fields back. */
  correctsDrift: boolean;
  ignored: IgnoreRule[];
}

/** It could not be read. Never an error: the guard says what it knows. */
export interface UnknownFacts {
  kind: 'unknown';
  /** The end of a sentence: `it is not in the namespace argocd`. */
  why: string;
}

export type GitopsFacts = ApplicationFacts | FluxFacts | UnknownFacts;

/** By what the facts of an owner are found again. */
export function gitopsKey(cluster: string, owner: GitopsOwner): string {
  return [cluster, owner.kind, owner.namespace ?? '', owner.name].join('/');
}

function list(value: unknown): any[] {
  return Array.isArray(value) ? value.filter(Boolean) : [];
}

function texts(value: unknown): string[] {
  return list(value).filter(item => typeof item === 'string');
}

function applicationWriter({ metadata }: any): string | undefined {
  const controller = list(metadata?.ownerReferences).find(
    owner => owner.kind === 'ApplicationSet',
  );
  if (controller) return `ApplicationSet ${controller.name}`;
  const id = metadata?.annotations?.['argocd.argoproj.io/tracking-id'];
  const [parent, what, place] = String(id ?? '').split(':');
  return what === 'argoproj.io/Application' &&
    place === `${metadata.namespace}/${metadata.name}`
    ? `application ${parent}`
    : undefined;
}

function applicationFacts(object: any): ApplicationFacts {
  const { syncPolicy, ignoreDifferences } = object.spec ?? {};
  const automated =
    Boolean(syncPolicy?.automated) && syncPolicy.automated.enabled !== false;
  const skip =
    object.metadata?.annotations?.['argocd.argoproj.io/skip-reconcile'];
  return {
    kind: 'Application',
    automated,
    selfHeal: automated && syncPolicy.automated.selfHeal === true,
    skipped: skip === 'true',
    ignored: list(ignoreDifferences).map(rule => ({
      group: String(rule.group ?? ''),
      kind: String(rule.kind ?? ''),
      name: rule.name || undefined,
      namespace: rule.namespace || undefined,
      managers: texts(rule.managedFieldsManagers),
      paths: [
        ...texts(rule.jsonPointers).map(parsePointer),
        ...texts(rule.jqPathExpressions).map(parseJq),
      ],
    })),
    respectsIgnored: texts(syncPolicy?.syncOptions).includes(
      'RespectIgnoreDifferences=true',
    ),
    writtenBy: applicationWriter(object),
  };
}

/** `10m0s`, as Go writes durations, without what is nothing. */
function readableInterval(value: unknown): string | undefined {
  return typeof value === 'string' && value
    ? value.replace(/([hm])0s$/, '$1').replace(/(h)0m$/, '$1')
    : undefined;
}

function fluxFacts(kind: FluxFacts['kind'], { spec = {} }: any): FluxFacts {
  const drift = spec.driftDetection;
  return {
    kind,
    suspended: spec.suspend === true,
    interval: readableInterval(spec.interval),
    correctsDrift: kind === 'Kustomization' || drift?.mode === 'enabled',
    ignored:
      kind === 'Kustomization'
        ? []
        : list(drift?.ignore).map(({ paths, target = {} }) => ({
            group: target?.group || '*',
            kind: target?.kind || '*',
            name: target?.name || undefined,
            namespace: target?.namespace || undefined,
            managers: [],
            // Whether a selector of labels fits is not judged here.
            paths: texts(paths).map(path =>
              target?.labelSelector || target?.annotationSelector
                ? undefined
                : parsePointer(path),
            ),
          })),
  };
}

/** What matters of the owning object, in whatever shape it came. */
export function gitopsFacts(
  kind: GitopsOwner['kind'],
  object: any,
): GitopsFacts {
  return kind === 'Application'
    ? applicationFacts(object)
    : fluxFacts(kind, object);
}
