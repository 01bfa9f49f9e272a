import { createHash } from 'crypto';
import { literal, Matcher, matcherText, podPattern } from '../../metrics';
import type { WorkloadSnapshot } from '../../workloads';

/** From when on a service is worth an alert. */
export interface RuleNumbers {
  downSeconds: number;
  restarts: number;
  windowSeconds: number;
}

export interface RuleSubject {
  entityRef: string;
  title: string;
}

/** An alert as the Prometheus operator takes it. */
export interface AlertingRule {
  alert: string;
  expr: string;
  for?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export interface PrometheusRuleObject {
  apiVersion: 'monitoring.coreos.com/v1';
  kind: 'PrometheusRule';
  metadata: {
    name: string;
    namespace: string;
    labels: Record<string, string>;
    annotations: Record<string, string>;
  };
  spec: { groups: Array<{ name: string; rules: AlertingRule[] }> };
}

/** Names the entity on the object; a label could not hold it. */
export const ENTITY_ANNOTATION = 'service-manager.io/entity';

const LONGEST_NAME = 63;
const DEGRADED_AFTER = '15m';

/** How kube-state-metrics calls what a kind wants and what is there. */
const availability = [
  {
    kind: 'Deployment',
    label: 'deployment',
    wanted: 'kube_deployment_spec_replicas',
    there: 'kube_deployment_status_replicas_available',
  },
  {
    kind: 'StatefulSet',
    label: 'statefulset',
    wanted: 'kube_statefulset_replicas',
    there: 'kube_statefulset_status_replicas_ready',
  },
  {
    kind: 'DaemonSet',
    label: 'daemonset',
    wanted: 'kube_daemonset_status_desired_number_scheduled',
    there: 'kube_daemonset_status_number_available',
  },
] as const;

/**
 * The rules for the workloads of a service in one namespace, over what
 * kube-state-metrics tells. Undefined where there is nothing to watch.
 */
export function prometheusRule(
  subject: RuleSubject,
  namespace: string,
  workloads: WorkloadSnapshot[],
  options: { numbers: RuleNumbers; labels: Record<string, string> },
): PrometheusRuleObject | undefined {
  const here = workloads.filter(
    ({ workload }) => workload.metadata.namespace === namespace,
  );
  const rules = [
    ...availability.flatMap(kind =>
      availabilityRules(kind, namespace, here, options.numbers),
    ),
    ...jobRules(namespace, here),
    ...restartRules(namespace, here, options.numbers),
  ];
  if (!rules.length) return undefined;
  const name = objectName(subject.entityRef);
  const { entityRef } = subject;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {
      name,
      namespace,
      labels: {
        'app.kubernetes.io/managed-by': 'service-manager',
        ...options.labels,
      },
      annotations: { [ENTITY_ANNOTATION]: entityRef },
    },
    spec: {
      groups: [
        {
          name,
          rules: rules.map(({ severity, what, ...rule }) => ({
            ...rule,
            labels: { severity, entity_ref: entityRef },
            annotations: {
              summary: `${plain(subject.title)}: ${what.summary}`,
              description: what.description,
            },
          })),
        },
      ],
    },
  };
}

interface Draft {
  alert: string;
  expr: string;
  for?: string;
  severity: 'critical' | 'warning';
  what: { summary: string; description: string };
}

function availabilityRules(
  { kind, label, wanted, there }: (typeof availability)[number],
  namespace: string,
  workloads: WorkloadSnapshot[],
  { downSeconds }: RuleNumbers,
): Draft[] {
  const names = namesOf(kind, workloads);
  if (!names.length) return [];
  const within = scope(namespace, label, names);
  const on = `on (namespace, ${label})`;
  const name = `{{ $labels.${label} }}`;
  return [
    {
      alert: 'ServiceDown',
      // What is scaled to 0 wants none, and is not down.
      expr: `${there}${within} == 0 and ${on} ${wanted}${within} > 0`,
      for: promDuration(downSeconds),
      severity: 'critical',
      what: {
        summary: `${kind} ${name} is down`,
        description: `None of the pods that ${kind} ${name} in {{ $labels.namespace }} wants has been available for ${promDuration(
          downSeconds,
        )}.`,
      },
    },
    {
      alert: 'ServiceDegraded',
      expr: `${there}${within} < ${on} ${wanted}${within} and ${there}${within} > 0`,
      for: DEGRADED_AFTER,
      severity: 'warning',
      what: {
        summary: `${kind} ${name} lacks pods`,
        description: `Only {{ $value }} of the pods that ${kind} ${name} in {{ $labels.namespace }} wants have been available for ${DEGRADED_AFTER}.`,
      },
    },
  ];
}

function jobRules(namespace: string, workloads: WorkloadSnapshot[]): Draft[] {
  const names = [
    ...namesOf('Job', workloads),
    ...namesOf('CronJob', workloads).map(name => `${name}-[0-9]{8}`),
  ];
  if (!names.length) return [];
  return [
    {
      alert: 'ServiceJobFailed',
      expr: `kube_job_status_failed${scope(
        namespace,
        'job_name',
        names,
      )} > 0 and on (namespace, job_name) kube_job_failed${scope(
        namespace,
        'job_name',
        names,
        [{ label: 'condition', operator: '=', value: 'true' }],
      )} == 1`,
      severity: 'warning',
      what: {
        summary: 'Job {{ $labels.job_name }} has failed',
        description:
          'Job {{ $labels.job_name }} in {{ $labels.namespace }} has given up.',
      },
    },
  ];
}

function restartRules(
  namespace: string,
  workloads: WorkloadSnapshot[],
  { restarts, windowSeconds }: RuleNumbers,
): Draft[] {
  const pods = workloads
    // The retries of a Job are counted by the Job.
    .filter(({ workload: { kind } }) => kind !== 'Job' && kind !== 'CronJob')
    .map(podPattern);
  if (!pods.length) return [];
  const within = scope(namespace, 'pod', pods);
  const waiting = scope(namespace, 'pod', pods, [
    { label: 'reason', operator: '=', value: 'CrashLoopBackOff' },
  ]);
  const count = 'kube_pod_container_status_restarts_total';
  const by = '(namespace, pod, container)';
  const window = promDuration(windowSeconds);
  return [
    {
      alert: 'ServiceRestartLoop',
      // The pauses between the tries become longer than the window.
      expr: `sum by ${by} (increase(${count}${within}[${window}])) >= ${restarts} or sum by ${by} (${count}${within}) >= ${restarts} and on ${by} max_over_time(kube_pod_container_status_waiting_reason${waiting}[5m]) >= 1`,
      severity: 'warning',
      what: {
        summary:
          '{{ $labels.container }} of {{ $labels.pod }} restarts again and again',
        description: `{{ $labels.container }} of {{ $labels.pod }} in {{ $labels.namespace }} restarts at least ${restarts} times within ${window}, or waits to be tried again.`,
      },
    },
  ];
}

function namesOf(
  kind: WorkloadSnapshot['workload']['kind'],
  workloads: WorkloadSnapshot[],
): string[] {
  return workloads
    .filter(({ workload }) => workload.kind === kind)
    .map(({ workload }) => literal(workload.metadata.name))
    .sort();
}

function scope(
  namespace: string,
  label: string,
  names: string[],
  more: Matcher[] = [],
): string {
  const matchers: Matcher[] = [
    { label: 'namespace', operator: '=', value: namespace },
    { label, operator: '=~', value: [...new Set(names)].join('|') },
    ...more,
  ];
  return `{${matchers.map(matcherText).join(',')}}`;
}

/**
 * A name that the API takes, and that no other entity has: entities of the
 * same name may live in two namespaces of the catalog.
 */
function objectName(entityRef: string): string {
  const digest = createHash('sha256').update(entityRef).digest('hex');
  const name = entityRef
    .slice(entityRef.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return `service-manager-${name}`
    .slice(0, LONGEST_NAME - 9)
    .replace(/-+$/, '')
    .concat(`-${digest.slice(0, 8)}`);
}

/** A title is text; in an annotation, braces would be a template that runs. */
function plain(text: string): string {
  return text.replace(/[{}]/g, ' ').replace(/\s+/g, ' ').trim();
}

/** `5m`, `90s`, `1h`. */
export function promDuration(seconds: number): string {
  if (seconds && seconds % 3_600 === 0) return `${seconds / 3_600}h`;
  if (seconds && seconds % 60 === 0) return `${seconds / 60}m`;
  return `${seconds}s`;
}
