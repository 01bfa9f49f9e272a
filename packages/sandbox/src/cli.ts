import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { loadManifests } from './manifests';
import { startSandbox, type Sandbox } from './sandbox';

const USAGE = `Usage: yarn cli [--name NAME] [--manifests PATH ...] [--port N] ...

Starts one or more embedded clusters and stays until SIGTERM or SIGINT.
Options after a --name are of that cluster; before the first, of all.

  --name NAME           a cluster (default: one, called sandbox)
  --manifests PATH ...  files or folders with YAML or JSON manifests
  --port N              default: a free one
  --nodes N             default: 3
  --kubeconfig-out FILE one kubeconfig with a context for each cluster
  --speed N             how many times faster delays pass (default: 1)
  --age DURATION        how old loaded objects look: 30m, 2h (default: 2h)
`;

interface ClusterArguments {
  name: string;
  manifests: string[];
  port: number;
  nodes: number;
  speed: number;
  age: number;
}

function number(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) {
    throw new Error(`--${option} needs a number of 0 or more, not "${text}"`);
  }
  return value;
}

function milliseconds(text: string): number {
  const match = /^(\d+)(s|m|h|d)$/.exec(text);
  if (!match) throw new Error(`--age needs a duration like 2h, not "${text}"`);
  return (
    Number(match[1]) * { s: 1e3, m: 6e4, h: 36e5, d: 864e5 }[match[2] as 's']
  );
}

function read(args: string[]) {
  const { tokens } = parseArgs({
    args,
    tokens: true,
    allowPositionals: true,
    options: {
      name: { type: 'string', multiple: true },
      manifests: { type: 'string', multiple: true },
      port: { type: 'string', multiple: true },
      nodes: { type: 'string', multiple: true },
      speed: { type: 'string', multiple: true },
      age: { type: 'string', multiple: true },
      'kubeconfig-out': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const common: ClusterArguments = {
    name: 'sandbox',
    manifests: [],
    port: 0,
    nodes: 3,
    speed: 1,
    age: 2 * 36e5,
  };
  const clusters: ClusterArguments[] = [];
  let kubeconfigOut: string | undefined;
  let help = false;
  let last = '';
  for (const token of tokens) {
    const current = clusters[clusters.length - 1] ?? common;
    if (token.kind === 'positional') {
      // A shell's wildcard gives one option many values.
      if (last !== 'manifests') {
        throw new Error(`unexpected argument "${token.value}"`);
      }
      current.manifests.push(token.value);
      continue;
    }
    if (token.kind !== 'option') continue;
    const { name, value = '' } = token;
    last = name;
    if (name === 'name') {
      const manifests = [...common.manifests];
      clusters.push({ ...common, name: value, manifests });
    } else if (name === 'manifests') current.manifests.push(value);
    else if (name === 'age') current.age = milliseconds(value);
    else if (name === 'port' || name === 'nodes' || name === 'speed') {
      current[name] = number(name, value);
    } else if (name === 'kubeconfig-out') kubeconfigOut = value;
    else help = true;
  }
  return {
    help,
    kubeconfigOut,
    clusters: clusters.length > 0 ? clusters : [common],
  };
}

async function main() {
  const { help, kubeconfigOut, clusters } = read(process.argv.slice(2));
  if (help) {
    process.stdout.write(USAGE);
    return;
  }
  const running: Sandbox[] = [];
  for (const { manifests, ...options } of clusters) {
    const objects = loadManifests(manifests);
    const sandbox = await startSandbox({ ...options, objects });
    running.push(sandbox);
    process.stdout.write(
      `${options.name}: ${sandbox.url} (${objects.length} objects loaded, ${
        sandbox.list('Pod').length
      } pods)\n`,
    );
  }
  if (kubeconfigOut) {
    const [first, ...others] = running.map(s => s.kubeconfig.object);
    for (const key of ['clusters', 'users', 'contexts']) {
      first[key] = [first, ...others].flatMap(config => config[key]);
    }
    writeFileSync(kubeconfigOut, stringify(first), { mode: 0o600 });
  }
  const stop = async () => {
    await Promise.all(running.map(s => s.stop()));
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch(error => {
  process.stderr.write(`sandbox: ${(error as Error).message}\n`);
  process.exit(1);
});
