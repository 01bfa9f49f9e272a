import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer, Server } from 'node:net';
import { join } from 'node:path';
import { describeWith } from '../jest';
import { portProblem, repositoryRoot } from '../portal';
import { freePorts, waitFor } from '../process';

jest.setTimeout(300_000);

interface Dev {
  child: ChildProcess;
  output(): string;
  says(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<void>;
}

/** `make dev`, in a process group of its own as a terminal would give it. */
function makeDev(...settings: string[]): Dev {
  const env: NodeJS.ProcessEnv = { ...process.env };
  // Those of the make and the jest that run this.
  for (const name of [
    'MAKEFLAGS',
    'MFLAGS',
    'MAKELEVEL',
    'NODE_ENV',
    'NODE_OPTIONS',
    'JEST_WORKER_ID',
  ]) {
    delete env[name];
  }
  const child = spawn('make', ['dev', ...settings], {
    cwd: repositoryRoot,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let text = '';
  const collect = (chunk: Buffer) => {
    text += chunk;
  };
  child.stdout!.on('data', collect);
  child.stderr!.on('data', collect);
  let over = false;
  const ended = new Promise<void>(resolve => {
    child.once('close', () => {
      over = true;
      resolve();
    });
  });
  return {
    child,
    output: () => text,
    ended,
    async says(pattern) {
      const found = await waitFor(
        `${pattern} in the output of make dev`,
        () => pattern.exec(text) ?? (over ? 'over' : undefined),
        { timeoutMillis: 200_000 },
      );
      if (found === 'over') throw new Error(`make dev ended with:\n${text}`);
      return found as RegExpExecArray;
    },
  };
}

/** Process ids of everything that a process started, and of itself. */
function family(root: number): number[] {
  const pairs = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number));
  const members = [root];
  for (const member of members) {
    members.push(
      ...pairs.filter(([, parent]) => parent === member).map(([pid]) => pid),
    );
  }
  return members;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const running: Dev[] = [];
const folders: string[] = [];

async function freeSettings() {
  const [port, backendPort] = await freePorts(2);
  folders.push(join(repositoryRoot, '.dev', String(backendPort)));
  return {
    port,
    backendPort,
    settings: [`PORT=${port}`, `BACKEND_PORT=${backendPort}`],
  };
}

function start(...settings: string[]) {
  const dev = makeDev(...settings);
  running.push(dev);
  return dev;
}

afterEach(async () => {
  for (const dev of running.splice(0)) {
    if (dev.child.exitCode === null && dev.child.signalCode === null) {
      process.kill(-dev.child.pid!, 'SIGINT');
    }
    await dev.ended;
  }
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function opensAndEnds(more: string[], processes: RegExp) {
  const { port, backendPort, settings } = await freeSettings();
  const dev = start(...settings, ...more);

  const [, address] = await dev.says(/Open\s+(http:\S+)/);
  await dev.says(/Ctrl-C stops everything/);
  expect(address).toBe(`http://localhost:${port}`);
  const page = await fetch(address);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<div id="root">');
  // The catalog is read: one of its people can sign in.
  const signIn = await fetch(
    `http://localhost:${backendPort}/api/auth/development/refresh`,
    { headers: { 'x-development-person': 'user:default/olivia' } },
  );
  expect(signIn.status).toBe(200);

  const everybody = family(dev.child.pid!);
  const commands = execFileSync(
    'ps',
    ['-o', 'args=', '-p', everybody.join(',')],
    { encoding: 'utf8' },
  );
  expect(commands).toMatch(/package start/);
  expect(commands).toMatch(processes);

  process.kill(-dev.child.pid!, 'SIGINT');
  await dev.ended;
  expect(dev.output()).toMatch(/Stopping \.\.\.\s+Everything is stopped\./);
  await waitFor(
    'nothing of it is left',
    () => everybody.filter(alive).length === 0,
    { timeoutMillis: 10_000 },
  );
  expect(await portProblem(port)).toBeUndefined();
  expect(await portProblem(backendPort)).toBeUndefined();
}

describe('make dev', () => {
  it('opens the portal at the address that it names, and Ctrl-C leaves nothing', async () => {
    await opensAndEnds([], /src\/index\.ts/);
  });

  it('names a port that is taken, and how to choose another', async () => {
    const server: Server = createServer();
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port: taken } = server.address() as { port: number };
    try {
      const { settings } = await freeSettings();
      for (const [flag, what] of [
        ['PORT', 'pages'],
        ['BACKEND_PORT', 'backend'],
      ]) {
        // The last of two settings of the same name counts.
        const dev = start(...settings, `${flag}=${taken}`);
        await dev.ended;
        expect(dev.output()).toContain(
          `Port ${taken}, wanted for the ${what}, is taken. Stop what uses it, or choose another: make dev ${flag}=`,
        );
        expect(dev.child.exitCode).not.toBe(0);
      }
    } finally {
      await new Promise(resolve => {
        server.close(resolve);
      });
    }
  });

  it('names a kubeconfig that cannot be read', async () => {
    const { settings } = await freeSettings();
    const dev = start(...settings, 'KUBECONFIG=/nonexistent/config');
    await dev.ended;
    expect(dev.output()).toContain(
      'KUBECONFIG names /nonexistent/config, which cannot be read: ENOENT',
    );
    expect(dev.output()).toContain('make dev KUBECONFIG=~/.kube/config');
    expect(dev.child.exitCode).not.toBe(0);
  });
});

describeWith('kubernetes', 'make dev CLUSTER=real', () => {
  it('opens the portal on two real control planes, and Ctrl-C leaves nothing', async () => {
    await opensAndEnds(['CLUSTER=real'], /(kube-apiserver.*){2}/s);
  });
});
