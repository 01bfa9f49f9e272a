import { clusterMatcher, Upstream } from '../../upstreams';
import type { WorkloadSnapshot } from '../../workloads';
import type { Place } from '../types';
import { literal, podPattern } from './podPattern';

/** One matcher of a selector; its value is not yet quoted. */
export interface Matcher {
  label: string;
  operator: '=' | '=~' | '!=' | '!~';
  value: string;
}

/** Workloads of a service in one namespace of one cluster. */
export interface Scope {
  cluster: string;
  namespace: string;
  workloads: WorkloadSnapshot[];
  /** That keep a selector to the pods of the service, and to nothing else. */
  pods: Matcher[];
}

/**
 * The scopes of a place: one a namespace. A pair of namespaces and pods cannot
 * be said in one selector without letting in pods of the same name elsewhere.
 */
export function scopesOf(upstream: Upstream, place: Place): Scope[] {
  const byNamespace = new Map<string, WorkloadSnapshot[]>();
  for (const snapshot of place.workloads) {
    const { namespace } = snapshot.workload.metadata;
    const known = byNamespace.get(namespace);
    if (known) known.push(snapshot);
    else byNamespace.set(namespace, [snapshot]);
  }
  return [...byNamespace].map(([namespace, workloads]) => ({
    cluster: place.cluster,
    namespace,
    workloads,
    pods: [
      ...namespaceMatchers(upstream, place.cluster, namespace),
      {
        label: upstream.labels.pod,
        operator: '=~',
        value: [...new Set(workloads.map(podPattern))].join('|'),
      },
    ],
  }));
}

export function namespaceMatchers(
  upstream: Upstream,
  cluster: string,
  namespace: string,
): Matcher[] {
  const ofCluster = clusterMatcher(upstream, cluster);
  return [
    ...(ofCluster ? [{ ...ofCluster, operator: '=' as const }] : []),
    { label: upstream.labels.namespace, operator: '=', value: namespace },
  ];
}

/** Matchers for what kube-state-metrics says of workloads of one kind. */
export function workloadMatchers(
  upstream: Upstream,
  scope: Scope,
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet',
  label: string,
): Matcher[] | undefined {
  const names = scope.workloads
    .filter(({ workload }) => workload.kind === kind)
    .map(({ workload }) => literal(workload.metadata.name));
  if (!names.length) return undefined;
  return [
    ...namespaceMatchers(upstream, scope.cluster, scope.namespace),
    { label, operator: '=~', value: names.join('|') },
  ];
}

/** A string of PromQL: everything that could end it is escaped. */
export function quote(text: string): string {
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/"/g, '\\"')
    // Prometheus takes hexadecimal bytes as bytes; these are below 0x80.
    .replace(
      // eslint-disable-next-line no-control-regex
      /[\u0000-\u001f\u007f]/g,
      character =>
        `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );
  return `"${escaped}"`;
}

const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** @throws Error for what is no name of a label: a query is never guessed. */
export function matcherText({ label, operator, value }: Matcher): string {
  if (!LABEL.test(label)) {
    throw new Error(`${JSON.stringify(label)} is not the name of a label`);
  }
  return `${label}${operator}${quote(value)}`;
}

/** `name{our matchers, more}`. */
export function selector(
  metric: string,
  matchers: Matcher[],
  more: Matcher[] = [],
): string {
  return `${metric}{${[...matchers, ...more].map(matcherText).join(',')}}`;
}

/** Whether labels, as of an alert, are those of a pod of the scope. */
export function inScope(
  { pods }: Scope,
  labels: Record<string, string>,
): boolean {
  return pods.every(({ label, operator, value }) => {
    const given = labels[label] ?? '';
    return operator === '='
      ? given === value
      : // Made by us out of names, so it cannot be slow.
        new RegExp(`^(?:${value})$`).test(given);
  });
}
