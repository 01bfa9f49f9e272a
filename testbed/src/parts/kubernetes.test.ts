import { get } from 'node:https';
import { startFaultProxy } from '../faultProxy';
import { describeWith, START_TIMEOUT_MILLIS } from '../jest';
import {
  BACK_OFF_ANNOTATION,
  CRASH_AFTER_ANNOTATION,
  deployment,
  FAILURE_ANNOTATION,
  KubeClient,
  KubeManifest,
  KubernetesEndpoint,
} from '../kubernetes';
import { startKubernetes } from './kubernetes';

jest.setTimeout(START_TIMEOUT_MILLIS);

describeWith('kubernetes', 'a real control plane', () => {
  let cluster: KubernetesEndpoint;

  beforeAll(async () => {
    cluster = await startKubernetes({ narrowNamespace: 'team-a' });
  }, START_TIMEOUT_MILLIS);

  afterAll(async () => {
    await cluster?.stop();
  });

  const pods = async (app: string): Promise<KubeManifest[]> =>
    (
      await cluster.client.request(
        'GET',
        `/api/v1/namespaces/default/pods?labelSelector=app%3D${app}`,
      )
    ).items;

  const firstContainer = async (app: string) =>
    (await pods(app))[0]?.status.containerStatuses?.[0];

  it('makes a Deployment ready through the real controllers', async () => {
    await cluster.apply(deployment('shop', { replicas: 3 }));
    const ready = await cluster.waitForReady('deployments', 'default', 'shop');
    expect(ready.status).toMatchObject({
      readyReplicas: 3,
      availableReplicas: 3,
    });
    const list = await pods('shop');
    expect(new Set(list.map(pod => pod.spec.nodeName)).size).toBe(3);
    // Not each its own: kwok 0.8 makes its pool of addresses without a lock, so
    // that the first pods of a cluster may have the same one.
    for (const pod of list) expect(pod.status.podIP).toMatch(/^10\.0\.0\./);
  });

  it('runs kubectl as a person, and the audit log says who', async () => {
    await cluster.apply(deployment('asked'));
    await cluster.waitForReady('deployments', 'default', 'asked');
    await cluster.kubectl(['scale', 'deployment/asked', '--replicas=2'], {
      as: 'portal',
    });
    const entry = await cluster.waitFor('the audit log has it', () =>
      cluster
        .audit()
        .find(
          one =>
            one.objectRef?.subresource === 'scale' &&
            one.objectRef.name === 'asked' &&
            one.verb === 'patch',
        ),
    );
    expect(entry.user.username).toBe('portal');
    expect(entry.requestObject).toEqual({ spec: { replicas: 2 } });
    expect(entry.responseStatus?.code).toBe(200);
  });

  it('shows the impersonated person of a write in the audit log; no group but the named ones', async () => {
    // RBAC asks for the rights of the impersonated person, so a group with rights comes with the name.
    await cluster.apply(deployment('impersonated'));
    await cluster.apply({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'team-a', namespace: 'default' },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'testbed:portal',
      },
      subjects: [
        {
          kind: 'Group',
          name: 'group:default/team-a',
          apiGroup: 'rbac.authorization.k8s.io',
        },
      ],
    });
    const patchAs = (group: string) =>
      cluster.client.request(
        'PATCH',
        '/apis/apps/v1/namespaces/default/deployments/impersonated',
        {
          token: cluster.tokens.portal,
          body: { metadata: { annotations: { touched: 'yes' } } },
          headers: {
            'content-type': 'application/merge-patch+json',
            'impersonate-user': 'user:default/ada',
            'impersonate-group': group,
          },
        },
      );
    await expect(patchAs('system:masters')).rejects.toMatchObject({
      status: 403,
    });
    await patchAs('group:default/team-a');
    const entry = await cluster.waitFor('the audit log has it', () =>
      cluster
        .audit()
        .find(
          one =>
            one.impersonatedUser?.username === 'user:default/ada' &&
            one.responseStatus?.code === 200,
        ),
    );
    expect(entry).toMatchObject({
      verb: 'patch',
      user: { username: 'portal' },
      objectRef: { resource: 'deployments', name: 'impersonated' },
      requestObject: { metadata: { annotations: { touched: 'yes' } } },
    });
  });

  it('keeps the value of a Secret out of the audit log', async () => {
    await cluster.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'hidden', namespace: 'default' },
      stringData: { password: 'hunter2hunter2' },
    });
    const entry = await cluster.waitFor('the audit log has it', () =>
      cluster.audit().find(one => one.objectRef?.name === 'hidden'),
    );
    expect(entry.verb).toBe('patch');
    expect(JSON.stringify(cluster.audit())).not.toContain('hunter2hunter2');
  });

  it('lets `narrow` see one namespace and nothing else', async () => {
    const as = { token: cluster.tokens.narrow };
    await expect(
      cluster.client.request('GET', '/api/v1/pods', as),
    ).rejects.toMatchObject({ status: 403 });
    await expect(
      cluster.client.request('GET', '/api/v1/namespaces/default/pods', as),
    ).rejects.toMatchObject({ status: 403 });
    await expect(
      cluster.client.request('GET', '/api/v1/namespaces/team-a/pods', as),
    ).resolves.toMatchObject({ kind: 'PodList' });
  });

  it('lets `viewer` read and not write', async () => {
    await cluster.apply(deployment('looked-at'));
    const path = '/apis/apps/v1/namespaces/default/deployments/looked-at';
    const as = { token: cluster.tokens.viewer };
    await expect(
      cluster.client.request('GET', path, as),
    ).resolves.toMatchObject({ kind: 'Deployment' });
    await expect(
      cluster.apply(deployment('looked-at', { replicas: 2 }), { as: 'viewer' }),
    ).rejects.toMatchObject({ status: 403 });
  });

  it('names the people it has when it is asked for another', () => {
    expect(() => cluster.apply([], { as: 'nobody' })).toThrow(
      /'nobody'.*admin, portal, viewer, narrow/,
    );
  });

  it.each([
    [
      '1.0.0-pull-fails',
      { ready: false, state: { waiting: { reason: 'ImagePullBackOff' } } },
    ],
    [
      '1.0.0-config-error',
      {
        ready: false,
        state: { waiting: { reason: 'CreateContainerConfigError' } },
      },
    ],
    [
      '1.0.0-crashes',
      {
        ready: false,
        restartCount: 1,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { reason: 'Error', exitCode: 1 } },
      },
    ],
    [
      '1.0.0-out-of-memory',
      {
        ready: false,
        restartCount: 1,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
      },
    ],
    [
      '1.0.0-never-ready',
      { ready: false, restartCount: 0, state: { running: {} } },
    ],
  ])('fails a pod by its image %s', async (tag, expected) => {
    const name = tag.replace(/\W/g, '-');
    await cluster.apply(
      deployment(`image-${name}`, { image: `example/main:${tag}` }),
    );
    await cluster.waitFor('the container is in that state', async () => {
      const container = await firstContainer(`image-${name}`);
      expect(container).toMatchObject(expected);
      return container;
    });
  });

  it('crashes again and again, counting restarts', async () => {
    await cluster.apply(
      deployment('loops', {
        annotations: {
          [FAILURE_ANNOTATION]: 'CrashLoopBackOff',
          [CRASH_AFTER_ANNOTATION]: '50ms',
          [BACK_OFF_ANNOTATION]: '50ms',
        },
      }),
    );
    await cluster.waitFor(
      'three restarts',
      async () => (await firstContainer('loops'))?.restartCount >= 3,
    );
  });

  it('fails a running pod on request, and heals it', async () => {
    await cluster.apply(deployment('suffers'));
    await cluster.waitForReady('deployments', 'default', 'suffers');
    const [pod] = await pods('suffers');
    await cluster.failPod('default', pod.metadata.name, 'NeverReady');
    await cluster.waitFor(
      'the pod is not ready',
      async () => (await firstContainer('suffers')).ready === false,
    );
    await cluster.waitFor('the Deployment shows it', async () => {
      const { status } = await cluster.client.request(
        'GET',
        '/apis/apps/v1/namespaces/default/deployments/suffers',
      );
      return !status.readyReplicas;
    });
    await cluster.failPod('default', pod.metadata.name, 'none');
    await cluster.waitForReady('deployments', 'default', 'suffers');
    expect((await pods('suffers'))[0].metadata.name).toBe(pod.metadata.name);
  });

  it('replaces an evicted pod', async () => {
    await cluster.apply(deployment('evicted'));
    await cluster.waitForReady('deployments', 'default', 'evicted');
    const [pod] = await pods('evicted');
    await cluster.failPod('default', pod.metadata.name, 'Evicted');
    await cluster.waitFor(
      'another pod runs beside the failed one',
      async () => {
        const phases = (await pods('evicted'))
          .map(one => one.status.phase)
          .sort();
        return phases.join() === 'Failed,Running';
      },
    );
  });

  it('completes the pod of a Job', async () => {
    await cluster.apply({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'once', namespace: 'default' },
      spec: {
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'main', image: 'example/job:1' }],
          },
        },
      },
    });
    await cluster.waitFor('the Job is complete', async () => {
      const job = await cluster.client.request(
        'GET',
        '/apis/batch/v1/namespaces/default/jobs/once',
      );
      return job.status.succeeded === 1;
    });
  });

  it('takes a node down and brings it back', async () => {
    const ready = async () =>
      (
        await cluster.client.request('GET', '/api/v1/nodes/node-3')
      ).status.conditions.find((one: any) => one.type === 'Ready').status;
    await cluster.kubectl([
      'annotate',
      'node',
      'node-3',
      `${FAILURE_ANNOTATION}=NotReady`,
    ]);
    await cluster.waitFor(
      'the node is not ready',
      async () => (await ready()) === 'False',
    );
    await cluster.kubectl([
      'annotate',
      'node',
      'node-3',
      '--overwrite',
      `${FAILURE_ANNOTATION}=none`,
    ]);
    await cluster.waitFor(
      'the node is ready',
      async () => (await ready()) === 'True',
    );
  });

  it('serves logs to kubectl, also the previous ones, and follows', async () => {
    await cluster.apply(deployment('talks'));
    await cluster.waitForReady('deployments', 'default', 'talks');
    cluster.writePodLog('first line');
    cluster.writePodLog('the last words', { previous: true });
    await expect(
      cluster.kubectl(['logs', 'deployment/talks']),
    ).resolves.toContain('first line');
    await expect(
      cluster.kubectl(['logs', 'deployment/talks', '--previous']),
    ).resolves.toContain('the last words');

    const [pod] = await pods('talks');
    let text = '';
    const following = get(
      `${cluster.url}/api/v1/namespaces/default/pods/${pod.metadata.name}/log?follow=true`,
      {
        ca: cluster.ca,
        agent: false,
        headers: { authorization: `Bearer ${cluster.tokens.admin}` },
      },
      response => {
        response.on('data', chunk => {
          text += chunk;
        });
        response.on('error', () => {});
      },
    );
    following.on('error', () => {});
    await cluster.waitFor('the log so far', () => text.includes('first line'));
    cluster.writePodLog('a line that comes later');
    await cluster.waitFor('the later line', () =>
      text.includes('a line that comes later'),
    );
    following.destroy();
  });

  it('gives each person a kubeconfig', async () => {
    const { path, object } = await cluster.kubeconfigFor('viewer');
    expect(object['current-context']).toBe('viewer');
    const who = await cluster.kubectl([
      'auth',
      'whoami',
      '-o',
      'json',
      `--kubeconfig=${path}`,
    ]);
    expect(JSON.parse(who).status.userInfo.username).toBe('viewer');
  });

  it('suffers behind the fault proxy, with the person kept', async () => {
    const proxy = await startFaultProxy({ url: cluster.url, ca: cluster.ca });
    try {
      const through = new KubeClient({
        url: proxy.url,
        token: cluster.tokens.narrow,
      });
      await expect(
        through.request('GET', '/api/v1/pods'),
      ).rejects.toMatchObject({ status: 403 });
      await expect(
        through.request('GET', '/api/v1/namespaces/team-a/pods'),
      ).resolves.toMatchObject({ kind: 'PodList' });
      proxy.inject({ match: { resources: ['pods'] }, fault: { type: 'gone' } });
      await expect(
        through.request('GET', '/api/v1/namespaces/team-a/pods'),
      ).rejects.toMatchObject({ status: 410, body: { reason: 'Expired' } });
      expect(proxy.counts()).toEqual({ 'LIST pods': 3, total: 3 });
    } finally {
      await proxy.stop();
    }
  });
});
