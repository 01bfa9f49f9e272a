import {
  literal,
  Matcher,
  matcherText,
  namespaceMatchers,
  podPattern,
} from '../../metrics';
import { clusterMatcher, Upstream } from '../../upstreams';
import type { WorkloadSnapshot } from '../../workloads';

/**
 * Matchers that all must hold for an alert to be of the service: its place,
 * and by one label what it is about. A namespace alone is never enough: other
 * teams may share it.
 */
export type AlertScope = Matcher[];

/** Labels of kube-state-metrics that name what an alert is about. */
const kinds = [
  ['Deployment', 'deployment'],
  ['StatefulSet', 'statefulset'],
  ['DaemonSet', 'daemonset'],
  ['CronJob', 'cronjob'],
  ['Job', 'job_name'],
] as const;

/** The scopes of a service's workloads in one cluster. */
export function alertScopes(
  upstream: Upstream,
  cluster: string,
  workloads: WorkloadSnapshot[],
): AlertScope[] {
  const scopes: AlertScope[] = [];
  const namespaces = new Set(
    workloads.map(({ workload }) => workload.metadata.namespace),
  );
  for (const namespace of namespaces) {
    const here = workloads.filter(
      ({ workload }) => workload.metadata.namespace === namespace,
    );
    const place = namespaceMatchers(upstream, cluster, namespace);
    const add = (label: string, names: string[]) => {
      if (!names.length) return;
      const value = [...new Set(names)].join('|');
      scopes.push([...place, { label, operator: '=~', value }]);
    };
    add(upstream.labels.pod, here.map(podPattern));
    for (const [kind, label] of kinds) {
      const names = here
        .filter(({ workload }) => workload.kind === kind)
        .map(({ workload }) => literal(workload.metadata.name));
      if (kind !== 'Job') add(label, names);
      else add(label, [...names, ...here.flatMap(jobNames)]);
    }
    add(
      'horizontalpodautoscaler',
      here.flatMap(({ hpa }) => (hpa ? [literal(hpa.metadata.name)] : [])),
    );
  }
  return scopes;
}

/** Jobs of a CronJob: their names end with the minute of the schedule. */
function jobNames({ workload, jobs = [] }: WorkloadSnapshot): string[] {
  if (workload.kind !== 'CronJob') return [];
  return [
    `${literal(workload.metadata.name)}-[0-9]{8}`,
    ...jobs.map(({ metadata }) => literal(metadata.name)),
  ];
}

/** Whether labels are those of an alert of the service. */
export function belongs(
  scopes: AlertScope[],
  labels: Record<string, string>,
): boolean {
  return belongsTo(scopes)(labels);
}

/** The same for many alerts: expressions are read once. */
export function belongsTo(
  scopes: AlertScope[],
): (labels: Record<string, string>) => boolean {
  const tests = scopes.map(scope =>
    scope.map(matcher => ({ label: matcher.label, test: testOf(matcher) })),
  );
  return labels =>
    tests.some(scope =>
      scope.every(({ label, test }) => test(labels[label] ?? '')),
    );
}

/** Whether a value is what a matcher wants. */
export function holds(matcher: Matcher, given: string): boolean {
  return testOf(matcher)(given);
}

function testOf({ operator, value }: Matcher): (given: string) => boolean {
  if (operator === '=') return given => given === value;
  // Made by us out of names, so it cannot be slow.
  const pattern = new RegExp(`^(?:${value})$`);
  return given => pattern.test(given);
}

/** Namespaces of a cluster, as one scope: what is found there is sorted out. */
export function namespacesScope(
  upstream: Upstream,
  cluster: string,
  namespaces: Iterable<string>,
): AlertScope {
  const ofCluster = clusterMatcher(upstream, cluster);
  return [
    ...(ofCluster ? [{ ...ofCluster, operator: '=' as const }] : []),
    {
      label: upstream.labels.namespace,
      operator: '=~',
      value: [...namespaces].sort().map(literal).join('|'),
    },
  ];
}

/** What is pending or fires within the scopes. */
export function activeAlertsQuery(scopes: AlertScope[]): string {
  return scopes
    .map(scope => `ALERTS{${scope.map(matcherText).join(',')}}`)
    .join(' or ');
}

/** What fired within the scopes in the steps before each time of a grid. */
export function pastAlertsQuery(scopes: AlertScope[], step: number): string {
  return scopes
    .map(scope => {
      const matchers = [
        ...scope,
        { label: 'alertstate', operator: '=' as const, value: 'firing' },
      ];
      return `max_over_time(ALERTS{${matchers
        .map(matcherText)
        .join(',')}}[${step}s])`;
    })
    .join(' or ');
}

/** A scope as Alertmanager takes it: each filter is one matcher. */
export function alertmanagerFilters(scope: AlertScope): string[] {
  return scope.map(matcherText);
}
