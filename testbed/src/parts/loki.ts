import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  binariesAvailable,
  binaryPath,
  buildModule,
  GO_MODULES,
} from '../build';
import { lokiApi } from '../loki/api';
import { lokiYaml } from '../loki/config';
import { LokiEndpoint, LokiOptions } from '../loki/LokiEndpoint';
import { Part } from '../part';
import { startHttpServer } from '../process';
import { trackEndpoint } from '../running';
import { noOutages, notOurs } from './external';

const VARIABLE = 'TESTBED_LOKI_URL';
const MODULES = [GO_MODULES.loki];

async function startOwn(options: LokiOptions): Promise<LokiEndpoint> {
  const { available, reason } = binariesAvailable('loki', MODULES);
  if (!available) {
    throw new Error(`Loki cannot start. ${reason}`);
  }
  const server = await startHttpServer({
    name: 'loki',
    port: options.port,
    dataDir: options.dataDir,
    morePorts: 1,
    prepare: (folder, [http, grpc]) =>
      writeFile(
        join(folder, 'loki.yaml'),
        lokiYaml(folder, http, grpc, options),
      ),
    command: binaryPath(GO_MODULES.loki, 'loki'),
    args: folder => [`-config.file=${join(folder, 'loki.yaml')}`],
    readyPath: '/ready',
  });
  const { url, control } = server;
  const endpoint: LokiEndpoint = {
    part: 'loki',
    url,
    external: false,
    control,
    ...lokiApi(url),
    describe: () => [
      `URL:        ${url}`,
      `try:        curl -G ${url}/loki/api/v1/labels`,
    ],
    stop: () => server.stop(),
  };
  trackEndpoint(endpoint);
  return endpoint;
}

/**
 * A real Loki as one process, or the one that `TESTBED_LOKI_URL` names.
 *
 * @throws Error naming what is missing, the port that is taken, or the end of its log.
 * @public
 */
export async function startLoki(
  options: LokiOptions = {},
): Promise<LokiEndpoint> {
  const external = process.env[VARIABLE];
  if (!external) {
    return startOwn(options);
  }
  const endpoint: LokiEndpoint = {
    part: 'loki',
    url: external,
    external: true,
    ...lokiApi(external),
    control: noOutages(notOurs('Loki', VARIABLE)),
    describe: () => [`Loki from ${VARIABLE}`],
    stop: async () => {},
  };
  const answer = await fetch(`${external.replace(/\/$/, '')}/ready`);
  await answer.text();
  if (!answer.ok) {
    throw new Error(
      `The Loki that ${VARIABLE} names is not ready: ${answer.status}.`,
    );
  }
  return endpoint;
}

/** @public */
export const loki: Part<LokiOptions, LokiEndpoint> = {
  name: 'loki',
  about: 'Loki as one process, for real logs',
  environmentVariable: VARIABLE,
  available: () =>
    process.env[VARIABLE]
      ? { available: true, reason: `Named by ${VARIABLE}.` }
      : binariesAvailable('loki', MODULES),
  build: () => buildModule(GO_MODULES.loki),
  start: startLoki,
};
