import { get } from 'node:https';
import { describeWith, START_TIMEOUT_MILLIS } from '../jest';
import { KubernetesEndpoint } from '../kubernetes';
import { startKubernetes } from './kubernetes';

jest.setTimeout(START_TIMEOUT_MILLIS);

describeWith('kubernetes', 'pods with a log of their own', () => {
  let cluster: KubernetesEndpoint;
  beforeAll(async () => {
    cluster = await startKubernetes({ nodes: 1, ownPodLogs: true });
    await cluster.apply(
      ['one', 'two'].map(name => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'default' },
        spec: {
          containers: ['main', 'sidecar'].map(container => ({
            name: container,
            image: 'example:1',
          })),
        },
      })),
    );
    await cluster.waitFor('the pods run', async () => {
      const { items } = await cluster.client.request(
        'GET',
        '/api/v1/namespaces/default/pods',
      );
      return (
        items.length === 2 &&
        items.every((pod: any) => pod.status.phase === 'Running')
      );
    });
  });
  afterAll(() => cluster?.stop());

  const logs = (pod: string, parameters = '') =>
    cluster.client.request<string>(
      'GET',
      `/api/v1/namespaces/default/pods/${pod}/log?container=main${parameters}`,
    );

  function follow(pod: string) {
    const seen = { text: '' };
    const request = get(
      `${cluster.url}/api/v1/namespaces/default/pods/${pod}/log?container=main&follow=true`,
      {
        ca: cluster.ca,
        agent: false,
        headers: { authorization: `Bearer ${cluster.tokens.admin}` },
      },
      response => {
        response.on('data', chunk => {
          seen.text += chunk;
        });
        response.on('error', () => {});
      },
    );
    request.on('error', () => {});
    return { seen, end: () => request.destroy() };
  }

  it('show their own lines, each container its own, and other pods the shared ones', async () => {
    const log = await cluster.ownPodLog('default', 'one');
    cluster.writePodLog('shared');
    log.write('from main', { stream: 'stderr' });
    log.write('from the sidecar', { container: 'sidecar' });
    expect(await logs('one')).toBe('from main\n');
    expect(await logs('two')).toBe('shared\n');
    await expect(
      cluster.kubectl(['logs', 'one', '-c', 'sidecar']),
    ).resolves.toBe('from the sidecar\n');
    expect(() => log.write('x', { container: 'none' })).toThrow(
      "has no container 'none'. It has: main, sidecar.",
    );
  });

  it('keep what a container wrote before it started again as its previous log', async () => {
    const log = await cluster.ownPodLog('default', 'one');
    log.write('the last words');
    log.restart();
    log.write('hello again');
    expect(await logs('one', '&previous=true')).toBe('the last words\n');
    expect(await logs('one')).toBe('hello again\n');
  });

  it('go on for a reader that follows while the file is rotated, and no longer show what is older', async () => {
    const log = await cluster.ownPodLog('default', 'two');
    log.write('before');
    const { seen, end } = follow('two');
    try {
      await cluster.waitFor('the line before', () =>
        seen.text.includes('before'),
      );
      log.rotate();
      log.write('after');
      await cluster.waitFor('the line after', () =>
        seen.text.includes('after'),
      );
      expect(seen.text).toBe('before\nafter\n');
      expect(await logs('two')).toBe('after\n');
    } finally {
      end();
    }
  });

  it('have a time only at the first fragment of a long line', async () => {
    const log = await cluster.ownPodLog('default', 'one');
    const long = 'x'.repeat(40_000);
    log.write(long);
    log.write('short');
    const lines = (await logs('one', '&timestamps=true')).trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^\S+Z x+$/);
    expect(lines[0].split(' ')[1]).toHaveLength(long.length);
  });

  it('need a cluster that was started for it', async () => {
    const other = await startKubernetes({ nodes: 1 });
    try {
      await expect(other.ownPodLog('default', 'one')).rejects.toThrow(
        'start it with ownPodLogs: true',
      );
    } finally {
      await other.stop();
    }
  });
});
