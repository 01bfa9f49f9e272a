import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import {
  debianAvailable,
  debianBinary,
  PROMETHEUS_PACKAGE,
  unpackDebian,
} from '../build';
import { Part } from '../part';
import { startHttpServer, waitFor } from '../process';
import { prometheusApi } from '../prometheus/api';
import {
  PrometheusConfig,
  prometheusYaml,
  rulesYaml,
} from '../prometheus/config';
import { openMetrics } from '../prometheus/exposition';
import {
  PrometheusEndpoint,
  PrometheusOptions,
} from '../prometheus/PrometheusEndpoint';
import { trackEndpoint } from '../running';
import { noOutages, notOurs } from './external';

const VARIABLE = 'TESTBED_PROMETHEUS_URL';
const PACKAGE = PROMETHEUS_PACKAGE;
const RULE_FILE = 'rules.yaml';

async function writeConfig(
  folder: string,
  config: PrometheusConfig,
): Promise<void> {
  await writeFile(join(folder, RULE_FILE), rulesYaml(config.rules));
  await writeFile(
    join(folder, 'prometheus.yaml'),
    prometheusYaml(config, RULE_FILE),
  );
}

async function startOwn(
  options: PrometheusOptions,
): Promise<PrometheusEndpoint> {
  const { available, reason } = debianAvailable('prometheus', PACKAGE);
  if (!available) {
    throw new Error(`Prometheus cannot start. ${reason}`);
  }
  const config: PrometheusConfig = {
    scrapeIntervalMillis: options.scrapeIntervalMillis ?? 1_000,
    targets: options.targets ?? [],
    rules: options.rules ?? [],
    alertmanagers: options.alertmanagers ?? [],
    externalLabels: options.externalLabels ?? {},
    remoteRead: options.remoteRead ?? [],
  };
  const server = await startHttpServer({
    name: 'prometheus',
    port: options.port,
    dataDir: options.dataDir,
    prepare: async folder => {
      await writeConfig(folder, config);
      if (options.history?.length) {
        const file = join(folder, 'history.txt');
        await writeFile(file, openMetrics(options.history));
        await promisify(execFile)(debianBinary(PACKAGE, 'promtool'), [
          'tsdb',
          'create-blocks-from',
          'openmetrics',
          file,
          join(folder, 'data'),
        ]);
      }
    },
    command: debianBinary(PACKAGE, 'prometheus'),
    args: (folder, [port]) => [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-lifecycle',
      '--log.level=warn',
      // An alert that fires before the Alertmanager is known is lost, and by default told again a minute later.
      `--rules.alert.resend-delay=${config.scrapeIntervalMillis}ms`,
      ...(options.flags ?? []),
    ],
    readyPath: '/-/ready',
  });
  const { url, folder, control } = server;

  async function change(part: Partial<PrometheusConfig>): Promise<void> {
    const next = { ...config, ...part };
    await writeConfig(folder, next);
    const answer = await fetch(`${url}/-/reload`, { method: 'POST' });
    const text = await answer.text();
    if (!answer.ok) {
      await writeConfig(folder, config);
      throw new Error(`Prometheus refuses the configuration: ${text.trim()}`);
    }
    Object.assign(config, next);
  }

  const endpoint: PrometheusEndpoint = {
    part: 'prometheus',
    url,
    external: false,
    control,
    ...prometheusApi(url),
    setTargets: async targets => {
      await change({ targets });
      // After a reload, Prometheus takes up to five seconds to take over other targets.
      await waitFor('Prometheus has taken over the targets', async () => {
        const { activeTargets } = await endpoint.api('targets', {
          state: 'active',
        });
        const found = activeTargets.map((target: any) =>
          new URL(target.scrapeUrl).host.concat(
            new URL(target.scrapeUrl).pathname,
          ),
        );
        const wanted = targets.map(
          ({ address, path = '/metrics' }) => `${address}${path}`,
        );
        return isDeepStrictEqual(found.sort(), wanted.sort());
      });
    },
    setRules: rules => change({ rules }),
    setAlertmanagers: alertmanagers => change({ alertmanagers }),
    describe: () => [
      `URL:        ${url}`,
      `targets:    ${config.targets.length}, every ${config.scrapeIntervalMillis} ms`,
      `to reload:  edit ${folder}/prometheus.yaml, then: curl -X POST ${url}/-/reload`,
    ],
    stop: () => server.stop(),
  };
  trackEndpoint(endpoint);
  return endpoint;
}

/**
 * A real Prometheus, or the one that `TESTBED_PROMETHEUS_URL` names.
 *
 * @throws Error naming what is missing, the port that is taken, or the end of its log.
 * @public
 */
export async function startPrometheus(
  options: PrometheusOptions = {},
): Promise<PrometheusEndpoint> {
  const external = process.env[VARIABLE];
  if (!external) {
    return startOwn(options);
  }
  const refuse = notOurs('Prometheus', VARIABLE);
  const endpoint: PrometheusEndpoint = {
    part: 'prometheus',
    url: external,
    external: true,
    ...prometheusApi(external),
    control: noOutages(refuse),
    setTargets: async () => refuse(),
    setRules: async () => refuse(),
    setAlertmanagers: async () => refuse(),
    describe: () => [`Prometheus from ${VARIABLE}`],
    stop: async () => {},
  };
  await endpoint.query('1');
  return endpoint;
}

/** @public */
export const prometheus: Part<PrometheusOptions, PrometheusEndpoint> = {
  name: 'prometheus',
  about: 'Prometheus, for real series and rules',
  environmentVariable: VARIABLE,
  available: () =>
    process.env[VARIABLE]
      ? { available: true, reason: `Named by ${VARIABLE}.` }
      : debianAvailable('prometheus', PACKAGE),
  build: () => unpackDebian(PACKAGE),
  start: startPrometheus,
};
