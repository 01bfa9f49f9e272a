import type { MetricSeries } from '@vtasker/backstage-plugin-service-manager-common';
import type { Upstream } from '../../upstreams';
import { Matcher, Scope, selector, workloadMatchers } from './scope';
import type { RequestNames } from './settings';

/** One query of a panel and what its series are. */
export interface PanelQuery {
  promql: string;
  role: MetricSeries['role'];
  /** Of the one series; absent: a series a pod, named after it. */
  name?: string;
}

export interface QueryOptions {
  upstream: Upstream;
  names: RequestNames;
  scopes: Scope[];
  by: 'service' | 'pod';
  /** Of `rate()`, in seconds. */
  window: number;
}

/** Counted by the proxy of the pod that answers. */
const MESH: Matcher[] = [
  { label: 'reporter', operator: '=', value: 'destination' },
];
/** A summary has the same name as a native histogram. */
const NO_SUMMARY: Matcher[] = [{ label: 'quantile', operator: '=', value: '' }];
const OF_CONTAINERS = (container: string): Matcher[] => [
  { label: container, operator: '!=', value: '' },
];

/** Makes PromQL whose every selector holds our matchers. */
export class QueryBuilder {
  private readonly options: QueryOptions;
  private readonly pod: string;
  private readonly container: string;
  private readonly aggregation: string;

  constructor(options: QueryOptions) {
    this.options = options;
    const { namespace, pod, container } = options.upstream.labels;
    this.pod = `${namespace},${pod}`;
    this.container = `${this.pod},${container}`;
    this.aggregation = options.by === 'pod' ? ` by(${this.pod}) ` : '';
  }

  cpu(): string {
    return this.sum(
      this.perContainer(
        this.rate('container_cpu_usage_seconds_total', this.realContainers()),
      ),
    );
  }

  memory(): string {
    return this.sum(
      this.perContainer(
        this.each('container_memory_working_set_bytes', this.realContainers()),
      ),
    );
  }

  throttling(): string {
    const of = (what: string) =>
      this.sum(
        this.perContainer(
          this.rate(
            `container_cpu_cfs_${what}_total`,
            OF_CONTAINERS(this.options.upstream.labels.container),
          ),
        ),
      );
    return `${of('throttled_periods')} / ${of('periods')}`;
  }

  /** Of the whole pod: its series have no container. */
  network(direction: 'receive' | 'transmit'): string {
    return this.sum(
      `max by(${this.pod},interface) (${this.rate(
        `container_network_${direction}_bytes_total`,
      )})`,
    );
  }

  disk(what: 'reads' | 'writes'): string {
    return this.sum(
      `max by(${this.container},device) (${this.rate(
        `container_fs_${what}_bytes_total`,
        OF_CONTAINERS(this.options.upstream.labels.container),
      )})`,
    );
  }

  /** The service's own count wins over the mesh's. */
  requests(): string {
    const { names } = this.options;
    return `${this.sum(this.rate(names.requests))} or ${this.sum(
      this.rate('istio_requests_total', MESH),
    )}`;
  }

  /** The share of requests that failed: 0 where none did, not nothing. */
  errors(): string {
    const { names } = this.options;
    const share = (failed: string, all: string) =>
      `(${this.sum(failed)} or 0 * ${this.sum(all)}) / ${this.sum(all)}`;
    const failed = names.status
      .map(label =>
        this.rate(names.requests, [{ label, operator: '=~', value: '5..' }]),
      )
      .join(' or ');
    const own = share(failed, this.rate(names.requests));
    const mesh = share(
      this.rate('istio_requests_total', [
        ...MESH,
        // Without an answer at all it is 0.
        { label: 'response_code', operator: '=~', value: '5..|0' },
      ]),
      this.rate('istio_requests_total', MESH),
    );
    return `(${own}) or (${mesh})`;
  }

  /** Of classic buckets, of a native histogram, of the mesh: what there is first. */
  latency(quantile: number): string {
    const { names, by } = this.options;
    const labels = by === 'pod' ? `${this.pod},le` : 'le';
    const classic = (metric: string, more: Matcher[] = []) =>
      `histogram_quantile(${quantile}, sum by(${labels}) (${this.rate(
        metric,
        more,
      )}))`;
    const native = `histogram_quantile(${quantile}, ${this.sum(
      this.rate(names.duration, NO_SUMMARY),
    )})`;
    return `${classic(`${names.duration}_bucket`)} or ${native} or ${classic(
      'istio_request_duration_milliseconds_bucket',
      MESH,
    )} / 1000`;
  }

  replicas(): PanelQuery[] {
    const ready = this.each('kube_pod_status_ready', [
      { label: 'condition', operator: '=', value: 'true' },
    ]);
    const desired = (
      [
        ['Deployment', 'deployment', 'kube_deployment_spec_replicas'],
        ['StatefulSet', 'statefulset', 'kube_statefulset_replicas'],
        [
          'DaemonSet',
          'daemonset',
          'kube_daemonset_status_desired_number_scheduled',
        ],
      ] as const
    ).flatMap(([kind, label, metric]) =>
      this.options.scopes.flatMap(scope => {
        const { upstream } = this.options;
        const matchers = workloadMatchers(upstream, scope, kind, label);
        return matchers
          ? `max by(${upstream.labels.namespace},${label}) (${selector(
              metric,
              matchers,
            )})`
          : [];
      }),
    );
    return [
      {
        promql: `sum(max by(${this.pod}) (${ready}))`,
        role: 'value',
        name: 'Ready',
      },
      ...(desired.length
        ? [
            {
              promql: `sum(${desired.join(' or ')})`,
              role: 'desired' as const,
              name: 'Desired',
            },
          ]
        : []),
    ];
  }

  restarts(): string {
    return this.sum(
      this.perContainer(this.each('kube_pod_container_status_restarts_total')),
    );
  }

  /** By pod it is the largest of a pod: they are alike but for rollouts. */
  resources(resource: 'cpu' | 'memory'): PanelQuery[] {
    return (['request', 'limit'] as const).map(role => {
      const amounts = this.perContainer(
        this.each(`kube_pod_container_resource_${role}s`, [
          { label: 'resource', operator: '=', value: resource },
        ]),
      );
      return {
        promql:
          this.options.by === 'pod'
            ? `max(sum by(${this.pod}) (${amounts}))`
            : `sum(${amounts})`,
        role,
        name: role === 'request' ? 'Request' : 'Limit',
      };
    });
  }

  /** Without the pod's own group and the container that holds its network. */
  private realContainers(): Matcher[] {
    return [
      ...OF_CONTAINERS(this.options.upstream.labels.container),
      { label: 'image', operator: '!=', value: '' },
    ];
  }

  private sum(inner: string): string {
    return `sum${this.aggregation}(${inner})`;
  }

  /** The series of a dead container linger for five minutes beside its heir's. */
  private perContainer(inner: string): string {
    return `max by(${this.container}) (${inner})`;
  }

  private rate(metric: string, more?: Matcher[]): string {
    const { scopes, window } = this.options;
    return scopes
      .map(({ pods }) => `rate(${selector(metric, pods, more)}[${window}s])`)
      .join(' or ');
  }

  private each(metric: string, more?: Matcher[]): string {
    return this.options.scopes
      .map(({ pods }) => selector(metric, pods, more))
      .join(' or ');
  }
}
