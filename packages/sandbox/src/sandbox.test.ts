import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContractClient } from './contract';
import { loadManifests } from './manifests';
import { startSandbox, type Sandbox, type SandboxOptions } from './sandbox';
import type { KubeObject } from './types';

jest.setTimeout(30_000);

const deployment = (name: string, image: string, spec = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          {
            name: 'main',
            image,
            resources: { requests: { cpu: '100m', memory: '64Mi' } },
          },
        ],
      },
    },
    ...spec,
  },
});

describe('sandbox', () => {
  let sandbox: Sandbox;
  let client: ContractClient;

  async function start(options: SandboxOptions = {}) {
    sandbox = await startSandbox({ speed: 20, ...options });
    client = new ContractClient({
      url: sandbox.url,
      token: options.bearerToken,
      forget: async () => sandbox.compact(),
      stop: () => sandbox.stop(),
    });
  }

  afterEach(() => sandbox.stop());

  const podOf = (app: string) =>
    sandbox.list('Pod', 'shop').find(p => p.metadata.labels?.app === app)!;
  const main = (app: string) => podOf(app)?.status.containerStatuses?.[0];

  it('has loaded workloads at rest before the first request', async () => {
    await start({
      objects: [
        deployment('web', 'web:1', { replicas: 3 }),
        deployment('crash', 'crash:1-crashes'),
        deployment('pull', 'pull:1-pull-fails'),
        deployment('unready', 'unready:1-never-ready'),
      ],
      age: 3_600_000,
    });
    expect(sandbox.get('Deployment', 'shop', 'web')!.status).toMatchObject({
      readyReplicas: 3,
      observedGeneration: 1,
    });
    expect(main('crash').state.waiting.reason).toBe('CrashLoopBackOff');
    expect(main('crash').restartCount).toBeGreaterThan(0);
    expect(main('pull').state.waiting.reason).toBe('ImagePullBackOff');
    expect(main('unready')).toMatchObject({ ready: false, started: true });
    const { creationTimestamp } = podOf('web').metadata;
    const age = Date.now() - new Date(creationTimestamp!).getTime();
    expect(age).toBeGreaterThan(3_500_000);
  });

  it.each([
    ['image:1-crashes', {}, 'CrashLoopBackOff', 1],
    ['image:1-out-of-memory', {}, 'CrashLoopBackOff', 137],
    [
      'image:1',
      { 'testbed.service-manager.io/failure': 'OOMKilled' },
      'CrashLoopBackOff',
      137,
    ],
    ['image:1-config-error', {}, 'CreateContainerConfigError', undefined],
  ])('%s %p comes to %s', async (image, annotations, reason, exitCode) => {
    await start();
    const object = deployment('bad', image);
    object.spec.template.metadata.annotations = annotations;
    sandbox.apply(object);
    await sandbox.until(() => main('bad')?.state.waiting?.reason === reason);
    expect(main('bad').lastState?.terminated?.exitCode).toBe(exitCode);
    await sandbox.until(() =>
      sandbox.list('Event', 'shop').some(e => e.type === 'Warning'),
    );
  });

  it('fails and heals a running pod on request', async () => {
    await start({ objects: [deployment('web', 'web:1')] });
    const { name } = podOf('web').metadata;
    sandbox.failPod('shop', name, 'NeverReady');
    await sandbox.until(
      () => !sandbox.get('Deployment', 'shop', 'web')!.status.readyReplicas,
    );
    sandbox.failPod('shop', name);
    const healed = await sandbox.until(
      () => main('web')?.ready && podOf('web'),
    );
    expect(healed.metadata.name).toBe(name);
  });

  it('says in the words of the scheduler why a pod has no node', async () => {
    await start({ nodes: 2 });
    const big = deployment('big', 'big:1');
    big.spec.template.spec.containers[0].resources.requests.cpu = '500';
    sandbox.apply(big);
    await sandbox.until(() => podOf('big')?.status.conditions);
    expect(podOf('big').status).toMatchObject({
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: expect.stringContaining(
            '0/2 nodes are available: 2 Insufficient cpu.',
          ),
        },
      ],
    });
  });

  it('answers an expired continue token with 410', async () => {
    await start({
      objects: ['a', 'b', 'c'].map(name => deployment(name, 'i:1')),
    });
    const path = '/apis/apps/v1/deployments?limit=1';
    const { body } = await client.get(path);
    sandbox.compact();
    const { code, body: status } = await client.get(
      `${path}&continue=${body.metadata.continue}`,
    );
    expect([code, status.reason]).toEqual([410, 'Expired']);
  });

  it('follows a log, and keeps the one of the run before a crash', async () => {
    await start({
      objects: [deployment('web', 'web:1'), deployment('bad', 'b:1-crashes')],
      age: 60_000,
    });
    const log = (app: string) =>
      `/api/v1/namespaces/shop/pods/${podOf(app).metadata.name}/log`;
    const lines = async (query: string) =>
      (await client.get(`${log('web')}?${query}`)).body.trim().split('\n');
    expect((await lines('')).length).toBeGreaterThanOrEqual(30);
    expect(await lines('tailLines=5')).toHaveLength(5);
    expect((await lines('sinceSeconds=11')).length).toBeLessThanOrEqual(6);
    const previous = await client.get(`${log('bad')}?previous=true`);
    expect(previous.body).toContain('level=fatal');
    const none = await client.get(`${log('web')}?previous=true`);
    expect([none.code, none.body.message]).toEqual([
      400,
      expect.stringContaining('previous terminated container "main"'),
    ]);
    const response = await fetch(
      `${sandbox.url}${log('web')}?follow=true&tailLines=0`,
    );
    const { value } = await response.body!.getReader().read();
    expect(Buffer.from(value!).toString()).toMatch(/^level=/);
  });

  it('serves plausible usage of pods and nodes', async () => {
    await start({ objects: [deployment('web', 'web:1')] });
    const base = '/apis/metrics.k8s.io/v1beta1';
    const { body } = await client.get(`${base}/namespaces/shop/pods`);
    const [{ usage }] = body.items[0].containers;
    const cores = parseInt(usage.cpu, 10) / 1e9;
    expect(cores).toBeGreaterThan(0.01);
    expect(cores).toBeLessThan(0.1);
    expect(usage.memory).toMatch(/^\d+Ki$/);
    expect((await client.get(`${base}/nodes`)).body.items).toHaveLength(3);
  });

  it('asks for its token', async () => {
    await start({ bearerToken: 'secret' });
    expect((await client.get('/api/v1/pods')).code).toBe(200);
    const response = await fetch(`${sandbox.url}/api/v1/pods`);
    expect([response.status, (await response.json()).reason]).toEqual([
      401,
      'Unauthorized',
    ]);
  });

  it('serves KEDA and Argo CD objects, without strategic merge', async () => {
    await start();
    const [made] = sandbox.apply({
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { scaleTargetRef: { name: 'web' } },
    });
    expect(made.metadata.generation).toBe(1);
    const path = '/apis/keda.sh/v1alpha1/namespaces/shop/scaledobjects/web';
    const annotations = { 'autoscaling.keda.sh/paused-replicas': '0' };
    const patch = { metadata: { annotations } };
    expect((await client.patch('strategic', path, patch)).code).toBe(415);
    const { body } = await client.patch('merge', path, patch);
    expect(body.metadata).toMatchObject({ annotations, generation: 1 });
  });

  it('keeps the replicas of a target inside the autoscaler bounds', async () => {
    await start({ objects: [deployment('web', 'web:1')] });
    sandbox.apply({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        scaleTargetRef: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'web',
        },
        minReplicas: 3,
        maxReplicas: 4,
      },
    });
    await sandbox.until(
      () => sandbox.get('Deployment', 'shop', 'web')!.spec.replicas === 3,
    );
    const { managedFields } = sandbox.get(
      'Deployment',
      'shop',
      'web',
    )!.metadata;
    expect(managedFields).toContainEqual(
      expect.objectContaining({
        manager: 'kube-controller-manager',
        subresource: 'scale',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
      }),
    );
  });

  it('runs a CronJob at its time, to the end, unless it is suspended', async () => {
    const cron = (name: string, suspend: boolean): KubeObject => ({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name, namespace: 'shop' },
      spec: {
        schedule: '* * * * *',
        suspend,
        jobTemplate: {
          spec: {
            template: {
              spec: {
                restartPolicy: 'Never',
                containers: [{ name: 'main', image: 'i:1' }],
              },
            },
          },
        },
      },
    });
    let shift = 0;
    await start({ now: () => new Date(Date.now() + shift) });
    // Half a second before a full minute, however long the start has taken.
    shift = 59_500 - (Date.now() % 60_000);
    sandbox.apply([cron('on', false), cron('off', true)]);
    await sandbox.until(
      () => sandbox.get('CronJob', 'shop', 'on')!.status?.lastSuccessfulTime,
    );
    const jobs = sandbox.list('Job', 'shop');
    expect(jobs.map(j => j.metadata.ownerReferences![0].name)).toEqual(['on']);
    expect(jobs[0].status).toMatchObject({ succeeded: 1 });
  });

  it('empties a namespace that is deleted', async () => {
    await start({ objects: [deployment('web', 'web:1')] });
    await client.call('DELETE', '/api/v1/namespaces/shop');
    await sandbox.until(() => !sandbox.get('Namespace', undefined, 'shop'));
    expect(sandbox.list('Pod', 'shop')).toEqual([]);
  });

  it('names the kind that it does not serve', async () => {
    await start();
    expect(() =>
      sandbox.apply({
        apiVersion: 'example.org/v1',
        kind: 'Thing',
        metadata: { name: 'x' },
      }),
    ).toThrow('the sandbox does not serve Thing of example.org/v1');
  });

  it('reads manifests, and names the file that is none', async () => {
    await start();
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    const good = JSON.stringify(deployment('web', 'web:1'));
    writeFileSync(join(folder, 'a.yaml'), `${good}\n---\n${good}\n---\n`);
    expect(loadManifests([folder])).toHaveLength(2);
    writeFileSync(join(folder, 'b.yaml'), 'kind: Deployment\n');
    expect(() => loadManifests([folder])).toThrow(/b\.yaml: .*apiVersion/);
    writeFileSync(join(folder, 'b.yaml'), 'kind: [\n');
    expect(() => loadManifests([folder])).toThrow(/b\.yaml: /);
  });
});
