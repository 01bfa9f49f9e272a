import type { LoggerService } from '@backstage/backend-plugin-api';
import type { PodUsage, UsageTable } from '../../workloads';
import { UpstreamError } from '../../upstreams';
import type { Sampler } from '../samples/Sampler';
import type { PrometheusSource } from './PrometheusSource';
import { rateWindow } from './queries';
import { literal } from './podPattern';
import { clusterMatcher } from '../../upstreams';
import { Matcher, selector } from './scope';

const EVERY_MS = 60_000;

/**
 * Where a cluster has no metrics API, its Prometheus tells once a minute what
 * all pods use, so that small curves need no query a service. The queries are
 * kept to the namespaces that the portal sees.
 */
export class PrometheusUsage {
  private readonly sampler: Sampler;
  private readonly sources: Map<string, PrometheusSource>;
  private readonly namespacesOf: (cluster: string) => string[];
  private readonly clock: () => Date;
  private readonly logger: LoggerService;
  private timer?: NodeJS.Timeout;

  constructor(options: {
    sampler: Sampler;
    sources: Map<string, PrometheusSource>;
    namespacesOf: (cluster: string) => string[];
    clock: () => Date;
    logger: LoggerService;
  }) {
    this.sampler = options.sampler;
    this.sources = options.sources;
    this.namespacesOf = options.namespacesOf;
    this.clock = options.clock;
    this.logger = options.logger;
  }

  start(): void {
    if (!this.sources.size) return;
    this.timer = setInterval(() => void this.round(), EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  async round(): Promise<void> {
    await Promise.all(
      [...this.sources].map(([cluster, source]) => this.ask(cluster, source)),
    );
  }

  private async ask(cluster: string, source: PrometheusSource): Promise<void> {
    const usage = this.sampler.of(cluster)?.usage;
    if (usage !== 'absent' && usage !== 'forbidden') return;
    const namespaces = this.namespacesOf(cluster);
    if (!namespaces.length) return;
    const at = this.clock();
    try {
      const [cpu, memory] = await Promise.all(
        queries(source, cluster, namespaces).map(query =>
          source.client.query(query, at),
        ),
      );
      const { namespace, pod } = source.settings.upstream.labels;
      const table: UsageTable = new Map();
      for (const [of, all] of [
        ['cpu', cpu],
        ['memory', memory],
      ] as const) {
        for (const { labels, value } of all) {
          const pods = table.get(labels[namespace]) ?? new Map();
          table.set(labels[namespace], pods);
          const known: PodUsage = pods.get(labels[pod]) ?? {
            cpu: NaN,
            memory: NaN,
            at: at.toISOString(),
          };
          pods.set(labels[pod], { ...known, [of]: value ?? NaN });
        }
      }
      this.sampler.sample(cluster, { state: usage, table, at });
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      this.logger.debug(
        `What the pods of ${cluster} use is not known: ${error.message}`,
      );
    }
  }
}

function queries(
  { settings }: PrometheusSource,
  cluster: string,
  namespaces: string[],
): string[] {
  const { upstream, scrapeSeconds } = settings;
  const { namespace, pod, container } = upstream.labels;
  const ofCluster = clusterMatcher(upstream, cluster);
  const matchers: Matcher[] = [
    ...(ofCluster ? [{ ...ofCluster, operator: '=' as const }] : []),
    {
      label: namespace,
      operator: '=~',
      value: [...namespaces].sort().map(literal).join('|'),
    },
    { label: container, operator: '!=', value: '' },
    { label: 'image', operator: '!=', value: '' },
  ];
  const window = rateWindow(scrapeSeconds, scrapeSeconds);
  const cpu = selector('container_cpu_usage_seconds_total', matchers);
  const memory = selector('container_memory_working_set_bytes', matchers);
  return [`rate(${cpu}[${window}s])`, memory].map(
    inner =>
      `sum by(${namespace},${pod}) (max by(${namespace},${pod},${container}) (${inner}))`,
  );
}
