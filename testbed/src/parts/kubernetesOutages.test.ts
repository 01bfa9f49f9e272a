import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startFaultProxy } from '../faultProxy';
import { describeWith, START_TIMEOUT_MILLIS } from '../jest';
import { deployment, KubeClient, KubernetesEndpoint } from '../kubernetes';
import { freePorts, waitFor } from '../process';
import { startKubernetes } from './kubernetes';

jest.setTimeout(START_TIMEOUT_MILLIS);

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describeWith('kubernetes', 'outages of a control plane', () => {
  let cluster: KubernetesEndpoint;

  beforeAll(async () => {
    cluster = await startKubernetes({
      nodes: 1,
      // So that old versions expire while a test can wait for it.
      apiServerFlags: ['--etcd-compaction-interval=1s'],
    });
  });

  afterAll(async () => {
    await cluster?.stop();
  });

  it('can be killed and started again with its data', async () => {
    await cluster.apply(deployment('survivor'));
    await cluster.waitForReady('deployments', 'default', 'survivor');

    cluster.control.pause();
    await expect(
      cluster.client.request('GET', '/readyz', { timeoutMillis: 300 }),
    ).rejects.toThrow(/in time/);
    cluster.control.resume();
    await cluster.client.request('GET', '/readyz');

    await cluster.control.kill();
    await expect(
      cluster.client.request('GET', '/readyz'),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await cluster.control.restart();
    await cluster.apply(deployment('survivor', { replicas: 2 }));
    await cluster.waitForReady('deployments', 'default', 'survivor');
  });

  it('can be replaced by a kubeconfig from the environment', async () => {
    const real = cluster;
    process.env.TESTBED_KUBECONFIG = real.kubeconfigPath;
    try {
      const other = await startKubernetes();
      expect(other).toMatchObject({ external: true, url: real.url, pids: [] });
      await other.apply(deployment('from-outside'));
      await other.waitForReady('deployments', 'default', 'from-outside');
      await expect(other.kubectl(['get', 'pods'])).resolves.toContain(
        'from-outside',
      );
      await expect(other.control.kill()).rejects.toThrow('TESTBED_KUBECONFIG');
      await other.stop();
      await real.client.request('GET', '/readyz');

      process.env.TESTBED_KUBECONFIG = '/no/such/file';
      await expect(startKubernetes()).rejects.toThrow(
        'TESTBED_KUBECONFIG names /no/such/file, which does not exist.',
      );
    } finally {
      delete process.env.TESTBED_KUBECONFIG;
    }
  });

  it('expires as the fault proxy says it does', async () => {
    const proxy = await startFaultProxy({ url: cluster.url, ca: cluster.ca });
    const through = new KubeClient({
      url: proxy.url,
      token: cluster.tokens.admin,
    });
    try {
      await cluster.apply(deployment('many', { replicas: 3 }));
      await cluster.waitForReady('deployments', 'default', 'many');
      const first = await cluster.client.request('GET', '/api/v1/pods?limit=1');
      const rest = `/api/v1/pods?limit=1&continue=${first.metadata.continue}`;
      const refusal = (client: KubeClient): Promise<any> =>
        client.request('GET', rest).then(
          () => undefined,
          error => error.body,
        );
      let turn = 0;
      const real = await waitFor('the token expires', async () => {
        // Compaction goes up to the newest revision of the last round, so there must be newer ones.
        await cluster.apply({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'counter', namespace: 'default' },
          data: { turn: String(turn++) },
        });
        return refusal(cluster.client);
      });
      proxy.inject({ match: {}, fault: { type: 'expiredContinue' } });
      const { metadata, ...injected } = await refusal(through);
      expect(real).toMatchObject(injected);
      expect(Object.keys(metadata)).toEqual(Object.keys(real.metadata));

      // A new process has no history of its own, and etcd's is gone.
      await cluster.control.restart();
      const old =
        '/api/v1/pods?watch=true&resourceVersion=100&timeoutSeconds=5';
      const realEvent = await cluster.client.request('GET', old);
      proxy.use([{ match: {}, fault: { type: 'watchError' } }]);
      const injectedEvent = await through.request('GET', old);
      const withoutVersions = (event: any) => ({
        ...event,
        object: {
          ...event.object,
          message: event.object.message.replace(/\d+/g, 'N'),
        },
      });
      expect(withoutVersions(injectedEvent)).toEqual(
        withoutVersions(realEvent),
      );
    } finally {
      await proxy.stop();
    }
  });
});

describeWith('kubernetes', 'beginning and end of a control plane', () => {
  it('leaves no process and no folder, for two clusters at once', async () => {
    const clusters = await Promise.all(
      ['east', 'west'].map(name => startKubernetes({ name, nodes: 1 })),
    );
    const pids = clusters.flatMap(cluster => cluster.pids);
    expect(pids).toHaveLength(10);
    expect(pids.every(alive)).toBe(true);
    expect(clusters[0].url).not.toBe(clusters[1].url);
    await clusters[0].apply(deployment('only-east'));
    await expect(
      clusters[1].client.request(
        'GET',
        '/apis/apps/v1/namespaces/default/deployments/only-east',
      ),
    ).rejects.toMatchObject({ status: 404 });

    await Promise.all(clusters.map(cluster => cluster.stop()));
    expect(pids.filter(alive)).toEqual([]);
    for (const cluster of clusters) {
      expect(existsSync(dirname(cluster.kubeconfigPath))).toBe(false);
    }
  });

  it('goes on with kept data: objects, people and logs', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'chosen-'));
    try {
      const first = await startKubernetes({ nodes: 1, dataDir });
      await first.apply(deployment('kept'));
      await first.waitForReady('deployments', 'default', 'kept');
      first.writePodLog('written before');
      const { tokens } = first;
      await first.stop();

      const second = await startKubernetes({ nodes: 1, dataDir });
      expect(second.tokens).toEqual(tokens);
      await second.waitForReady('deployments', 'default', 'kept');
      await expect(
        second.kubectl(['logs', 'deployment/kept']),
      ).resolves.toContain('written before');
      await second.stop();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  it('takes the time of real pods when asked', async () => {
    const cluster = await startKubernetes({ nodes: 1, podStages: 'general' });
    try {
      await cluster.apply(deployment('slow'));
      const states = new Set<string>();
      await cluster.waitFor('ready', async () => {
        const { items } = await cluster.client.request(
          'GET',
          '/api/v1/namespaces/default/pods',
        );
        const container = items[0]?.status.containerStatuses?.[0];
        if (container) {
          states.add(
            container.ready ? 'ready' : Object.keys(container.state)[0],
          );
        }
        return container?.ready;
      });
      expect([...states]).toEqual(['waiting', 'running', 'ready']);
    } finally {
      await cluster.stop();
    }
  });

  it('names a port that is taken', async () => {
    const server = createServer();
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as { port: number };
    await expect(startKubernetes({ port })).rejects.toThrow(
      `Port ${port}, asked for the API server, is taken by another process.`,
    );
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  it('says why when a process ends by itself, and leaves nothing', async () => {
    await expect(
      startKubernetes({ apiServerFlags: ['--no-such-flag'] }),
    ).rejects.toThrow(/kube-apiserver ended before.*no-such-flag/s);
  });

  it('ends everything when the process that started it is killed', async () => {
    const [port] = await freePorts(1);
    const starter = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        join(__dirname, '..', 'cli.ts'),
        'up',
        `kubernetes=${port}`,
      ],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        cwd: join(__dirname, '..', '..'),
        env: { ...process.env, NODE_OPTIONS: '' },
      },
    );
    let output = '';
    starter.stdout.on('data', chunk => {
      output += chunk;
    });
    const kubeconfig = await new Promise<string>((resolve, reject) => {
      starter.stdout.on('data', () => {
        const found = /kubeconfig: (\S+)/.exec(output);
        if (found && output.includes('Ctrl-C')) {
          resolve(found[1]);
        }
      });
      starter.once('exit', code =>
        reject(new Error(`ended with ${code}: ${output}`)),
      );
    });
    const client = new KubeClient({ url: `https://127.0.0.1:${port}` });
    await client.request('GET', '/livez');
    starter.kill('SIGKILL');
    await waitFor('the API server is gone', async () => {
      const error = await client.request('GET', '/livez').catch(e => e);
      return error?.code === 'ECONNREFUSED';
    });
    await waitFor('the data is gone', () => !existsSync(dirname(kubeconfig)));
  });
});
