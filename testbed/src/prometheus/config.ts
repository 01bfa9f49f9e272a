import { isIP } from 'node:net';
import { stringify } from 'yaml';

/** What Prometheus scrapes. @public */
export interface ScrapeTarget {
  /** The `job` label. */
  job: string;
  /** `host:port`, also the `instance` label. */
  address: string;
  /** `/metrics` when absent. */
  path?: string;
  /** Labels on every series of the target. */
  labels?: Record<string, string>;
  /** Labels that the target itself sets win over the ones above, as with the kubelet's cadvisor. */
  honorLabels?: boolean;
}

/** One rule: an alert, or a recorded series. Fields as in a rule file. @public */
export type PrometheusRule = {
  expr: string;
  labels?: Record<string, string>;
} & (
  | {
      alert: string;
      for?: string;
      keep_firing_for?: string;
      annotations?: Record<string, string>;
    }
  | { record: string }
);

/** A group of rules, as in a rule file and in a `PrometheusRule` object. @public */
export interface RuleGroup {
  name: string;
  /** For example `1s`; the scrape interval when absent. */
  interval?: string;
  rules: PrometheusRule[];
}

/** Everything that can change while Prometheus runs. */
export interface PrometheusConfig {
  scrapeIntervalMillis: number;
  targets: ScrapeTarget[];
  rules: RuleGroup[];
  /** Addresses (`http://host:port`) of Alertmanagers. */
  alertmanagers: string[];
  /** On everything that leaves it, such as alerts. */
  externalLabels: Record<string, string>;
  /** Addresses of stores that are read beside its own. */
  remoteRead: string[];
}

function checked(target: ScrapeTarget): ScrapeTarget {
  const [, host, port] = /^(.+):(\d+)$/.exec(target.address) ?? [];
  if (!host || Number(port) > 65_535 || target.address.includes('/')) {
    throw new Error(
      `The address of the scrape target '${
        target.job
      }' must be host:port, not '${target.address}'.${
        isIP(target.address) ? ' The port is missing.' : ''
      }`,
    );
  }
  return target;
}

interface ScrapeJob {
  job_name: string;
  metrics_path: string;
  honor_labels: boolean;
  static_configs: { targets: string[]; labels: Record<string, string> }[];
}

/** The main configuration file. Targets that differ in nothing but their address and labels share a job. */
export function prometheusYaml(
  config: PrometheusConfig,
  ruleFile: string,
): string {
  const jobs = new Map<string, ScrapeJob>();
  for (const target of config.targets.map(checked)) {
    const path = target.path ?? '/metrics';
    const honor = Boolean(target.honorLabels);
    const key = JSON.stringify([target.job, path, honor]);
    const job: ScrapeJob = jobs.get(key) ?? {
      // The name of a scrape config is unique, the label `job` need not be.
      job_name: jobs.size ? `${target.job} (${jobs.size})` : target.job,
      metrics_path: path,
      honor_labels: honor,
      static_configs: [],
    };
    job.static_configs.push({
      targets: [target.address],
      labels: { job: target.job, ...target.labels },
    });
    jobs.set(key, job);
  }
  const interval = `${config.scrapeIntervalMillis}ms`;
  return stringify({
    global: {
      scrape_interval: interval,
      scrape_timeout: interval,
      evaluation_interval: interval,
      external_labels: config.externalLabels,
    },
    rule_files: [ruleFile],
    scrape_configs: [...jobs.values()],
    ...(config.remoteRead.length
      ? {
          remote_read: config.remoteRead.map(url => ({
            url,
            read_recent: true,
          })),
        }
      : {}),
    ...(config.alertmanagers.length
      ? {
          alerting: {
            alertmanagers: [
              {
                static_configs: [
                  {
                    targets: config.alertmanagers.map(url => new URL(url).host),
                  },
                ],
              },
            ],
          },
        }
      : {}),
  });
}

/** The rule file. */
export function rulesYaml(groups: RuleGroup[]): string {
  return stringify({ groups });
}
