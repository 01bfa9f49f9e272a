import { AlertmanagerEndpoint } from '../alertmanager';
import { LokiEndpoint } from '../loki';
import { available, PartName, startAlertmanager, startLoki } from '../parts';
import { startPrometheus } from '../parts/prometheus';
import { PrometheusEndpoint } from '../prometheus';

/** In the order in which they are built: what takes longest comes last. */
export const OBSERVING_PARTS = [
  'prometheus',
  'alertmanager',
  'loki',
] as const satisfies readonly PartName[];

/** What watches over some clusters. */
export interface ObservingParts {
  /** One for all clusters, told apart by the label `cluster`. */
  loki?: LokiEndpoint;
  /** One for all clusters, told apart by the label `cluster`. */
  alertmanager?: AlertmanagerEndpoint;
  /** One for each cluster. */
  prometheus: Record<string, PrometheusEndpoint>;
}

const CLUSTER_LABEL = 'cluster';
const SCRAPE_MILLIS = 2_000;

/** The parts that are not here, with what to do about it. */
export function missingParts(): { name: PartName; reason: string }[] {
  return OBSERVING_PARTS.map(name => ({ name, ...available(name) }))
    .filter(part => !part.available)
    .map(({ name, reason }) => ({ name, reason }));
}

/**
 * Starts what is here, all at once. What is missing or does not start is said, and the others go on.
 *
 * @param running - What runs already, and stays.
 */
export async function startObservingParts(
  clusters: readonly string[],
  say: (text: string) => void,
  running: ObservingParts = { prometheus: {} },
): Promise<ObservingParts> {
  async function attempt<E>(
    name: PartName,
    begin: () => Promise<E>,
  ): Promise<E | undefined> {
    if (!available(name).available) {
      return undefined;
    }
    try {
      return await begin();
    } catch (error) {
      say(`${name} does not start: ${(error as Error).message}`);
      return undefined;
    }
  }
  const alerting = attempt(
    'alertmanager',
    async () => running.alertmanager ?? startAlertmanager(),
  );
  const [loki, alertmanager, ...prometheuses] = await Promise.all([
    attempt('loki', async () => running.loki ?? startLoki()),
    alerting,
    ...clusters.map(cluster =>
      attempt('prometheus', async () => {
        const to = await alerting;
        const before = running.prometheus[cluster];
        if (before) {
          if (to && !running.alertmanager && !before.external) {
            await before.setAlertmanagers([to.url]);
          }
          return before;
        }
        return startPrometheus({
          scrapeIntervalMillis: SCRAPE_MILLIS,
          alertmanagers: to ? [to.url] : [],
          externalLabels: { [CLUSTER_LABEL]: cluster },
        });
      }),
    ),
  ]);
  return {
    loki,
    alertmanager,
    prometheus: Object.fromEntries(
      clusters.flatMap((cluster, index) => {
        const found = prometheuses[index];
        return found ? [[cluster, found]] : [];
      }),
    ),
  };
}

/** One line for each thing that can be asked, where it comes from. */
export function observingWords(parts: ObservingParts): string[] {
  const prometheuses = Object.values(parts.prometheus).map(({ url }) => url);
  return [
    parts.loki
      ? `Logs come from Loki, ${parts.loki.url}`
      : 'Logs come from the pods themselves',
    prometheuses.length
      ? `Metrics come from Prometheus, ${prometheuses.join(' and ')}`
      : 'Metrics come from the metrics API, where a cluster has one',
    parts.alertmanager
      ? `Alerts go to Alertmanager, ${parts.alertmanager.url}`
      : 'There is no Alertmanager',
  ];
}

/** What the portal's configuration says of them, below `service-manager`. */
export function observingConfig({
  loki,
  alertmanager,
  prometheus,
}: ObservingParts): Record<string, unknown> {
  const all = Object.entries(prometheus);
  return {
    ...(loki
      ? {
          loki: {
            url: loki.url,
            name: 'loki-all',
            clusterLabel: CLUSTER_LABEL,
          },
        }
      : {}),
    ...(all.length
      ? {
          prometheus: all.map(([cluster, { url }]) => ({
            url,
            name: `prometheus-${cluster}`,
            clusters: [cluster],
            scrapeSeconds: SCRAPE_MILLIS / 1_000,
          })),
        }
      : {}),
    ...(alertmanager
      ? {
          alertmanager: {
            url: alertmanager.url,
            name: 'alertmanager-all',
            clusterLabel: CLUSTER_LABEL,
          },
        }
      : {}),
  };
}
