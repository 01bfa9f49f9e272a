import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AlertmanagerEndpoint,
  AlertmanagerOptions,
  AlertmanagerRouting,
} from '../alertmanager/AlertmanagerEndpoint';
import { alertmanagerApi } from '../alertmanager/api';
import { alertmanagerYaml, webhookRouting } from '../alertmanager/config';
import {
  binariesAvailable,
  binaryPath,
  buildModule,
  GO_MODULES,
  onPath,
} from '../build';
import { Availability, Part } from '../part';
import { startHttpServer } from '../process';
import { trackEndpoint } from '../running';
import { noOutages, notOurs } from './external';

const VARIABLE = 'TESTBED_ALERTMANAGER_URL';
const CONFIG_FILE = 'alertmanager.yaml';

/** Debian's name comes first: `alertmanager` may be something else there. */
function installed(): string | undefined {
  return onPath(['prometheus-alertmanager', 'alertmanager']);
}

function alertmanagerAvailable(): Availability {
  if (process.env[VARIABLE]) {
    return { available: true, reason: `Named by ${VARIABLE}.` };
  }
  return installed()
    ? { available: true, reason: 'It is installed.' }
    : binariesAvailable('alertmanager', [GO_MODULES.alertmanager]);
}

async function startOwn(
  options: AlertmanagerOptions,
): Promise<AlertmanagerEndpoint> {
  const { available, reason } = alertmanagerAvailable();
  if (!available) {
    throw new Error(`Alertmanager cannot start. ${reason}`);
  }
  let routing = options.routing ?? webhookRouting(options.webhooks ?? []);
  const writeRouting = (folder: string, value: AlertmanagerRouting) =>
    writeFile(join(folder, CONFIG_FILE), alertmanagerYaml(value));
  const server = await startHttpServer({
    name: 'alertmanager',
    port: options.port,
    dataDir: options.dataDir,
    prepare: folder => writeRouting(folder, routing),
    command: installed() ?? binaryPath(GO_MODULES.alertmanager, 'alertmanager'),
    args: (folder, [port]) => [
      `--config.file=${join(folder, CONFIG_FILE)}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      // Alone: without the port for its peers.
      '--cluster.listen-address=',
      '--log.level=warn',
    ],
    readyPath: '/-/ready',
  });
  const { url, folder, control } = server;
  const endpoint: AlertmanagerEndpoint = {
    part: 'alertmanager',
    url,
    external: false,
    control,
    ...alertmanagerApi(url),
    setRouting: async next => {
      await writeRouting(folder, next);
      const answer = await fetch(`${url}/-/reload`, { method: 'POST' });
      const text = await answer.text();
      if (!answer.ok) {
        await writeRouting(folder, routing);
        throw new Error(
          `Alertmanager refuses the configuration: ${text.trim()}`,
        );
      }
      routing = next;
    },
    describe: () => [`URL:        ${url}`],
    stop: () => server.stop(),
  };
  trackEndpoint(endpoint);
  return endpoint;
}

/**
 * A real Alertmanager, or the one that `TESTBED_ALERTMANAGER_URL` names.
 *
 * @throws Error naming what is missing, the port that is taken, or the end of its log.
 * @public
 */
export async function startAlertmanager(
  options: AlertmanagerOptions = {},
): Promise<AlertmanagerEndpoint> {
  const external = process.env[VARIABLE];
  if (!external) {
    return startOwn(options);
  }
  const refuse = notOurs('Alertmanager', VARIABLE);
  const endpoint: AlertmanagerEndpoint = {
    part: 'alertmanager',
    url: external,
    external: true,
    ...alertmanagerApi(external),
    control: noOutages(refuse),
    setRouting: async () => refuse(),
    describe: () => [`Alertmanager from ${VARIABLE}`],
    stop: async () => {},
  };
  await endpoint.alerts();
  return endpoint;
}

/** @public */
export const alertmanager: Part<AlertmanagerOptions, AlertmanagerEndpoint> = {
  name: 'alertmanager',
  about: 'Alertmanager, for real silences and routes',
  environmentVariable: VARIABLE,
  available: alertmanagerAvailable,
  build: async () => {
    if (!installed()) {
      await buildModule(GO_MODULES.alertmanager);
    }
  },
  start: startAlertmanager,
};
