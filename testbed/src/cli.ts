import { parseArgs } from 'node:util';
import { Endpoint, Part } from './part';
import { parts } from './parts';
import { stopAll } from './running';

const HELP = `The real parts, as plain processes on loopback.

  yarn testbed list                      what there is, and whether it can start here
  yarn testbed build [PART...]           build or fetch what is missing (kubernetes: about six minutes, once)
  yarn testbed up [PART[=PORT]...]       start parts (all when none is named), until Ctrl-C

Options of up:
  --data FOLDER      keep the data under this folder, and go on with it the next time
  --nodes N          nodes of the cluster (3)
  --pods fast|general  ready in one step, or with the steps of a real rollout (general)
  --name NAME        the cluster's name in the kubeconfig (testbed)
`;

class UsageError extends Error {}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function partNamed(name: string): Part<any, Endpoint> {
  const part = (parts as Record<string, Part<any, Endpoint>>)[name];
  if (!part) {
    throw new UsageError(
      `There is no part '${name}'. There are: ${Object.keys(parts).join(
        ', ',
      )}.`,
    );
  }
  return part;
}

function list(): void {
  for (const part of Object.values(parts) as Part[]) {
    const { available, reason } = part.available();
    say(
      `${part.name.padEnd(12)} ${available ? 'ready  ' : 'missing'}  ${
        part.about
      }`,
    );
    say(`${' '.repeat(22)}${reason} Replaced by ${part.environmentVariable}.`);
  }
}

async function build(names: string[]): Promise<void> {
  const chosen = names.length
    ? names.map(partNamed)
    : (Object.values(parts) as Part[]);
  for (const part of chosen) {
    try {
      await part.build?.();
      const { available, reason } = part.available();
      say(`${part.name}: ${reason}`);
      if (!available) {
        process.exitCode = 1;
      }
    } catch (error) {
      // The others do not depend on it.
      say(`${part.name}: ${(error as Error).message}`);
      process.exitCode = 1;
    }
  }
}

interface UpOptions {
  data?: string;
  nodes?: string;
  pods?: string;
  name?: string;
}

function wholeNumber(text: string, what: string, limit: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > limit) {
    throw new UsageError(
      `${what} must be a whole number from 1 to ${limit}, not '${text}'.`,
    );
  }
  return value;
}

async function up(args: string[], options: UpOptions): Promise<void> {
  const asked = args.length ? args : Object.keys(parts);
  const { pods = 'general' } = options;
  if (pods !== 'fast' && pods !== 'general') {
    throw new UsageError(`--pods must be fast or general, not '${pods}'.`);
  }
  const nodes = options.nodes
    ? wholeNumber(options.nodes, '--nodes', 5_000)
    : undefined;
  const plans = asked.map(argument => {
    const [name, port] = argument.split('=');
    return {
      part: partNamed(name),
      port:
        port === undefined
          ? undefined
          : wholeNumber(port, `The port of ${name}`, 65_535),
    };
  });

  let ending = false;
  const end = async (code: number) => {
    if (!ending) {
      ending = true;
      await stopAll();
      process.exit(code);
    }
  };
  process.on('SIGINT', () => end(0));
  process.on('SIGTERM', () => end(0));
  process.on('SIGHUP', () => end(0));

  for (const { part, port } of plans) {
    if (!part.available().available) {
      await part.build?.();
    }
    const start = performance.now();
    const endpoint = await part.start({
      port,
      dataDir: options.data && `${options.data}/${part.name}`,
      ...(part.name === 'kubernetes'
        ? { name: options.name, nodes, podStages: pods }
        : {}),
    });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    say(`\n${part.name} (${seconds} s)`);
    endpoint.describe().forEach(line => say(`  ${line}`));
  }
  say('\nCtrl-C stops everything.');
  // The processes hold this one open; with only parts from the environment, nothing else would.
  setInterval(() => {}, 60_000);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      nodes: { type: 'string' },
      pods: { type: 'string' },
      name: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [command, ...rest] = positionals;
  if (values.help || !command) {
    say(HELP);
  } else if (command === 'list') {
    list();
  } else if (command === 'build') {
    await build(rest);
  } else if (command === 'up') {
    await up(rest, values);
  } else {
    throw new UsageError(`There is no command '${command}'.`);
  }
}

main().catch(async error => {
  const usage =
    error instanceof UsageError || `${error.code}`.startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${error.message}\n${usage ? `\n${HELP}` : ''}`);
  await stopAll();
  process.exit(usage ? 2 : 1);
});
