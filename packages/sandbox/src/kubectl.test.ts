import { describeWith, runKubectl } from '@internal/testbed';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from './sandbox';

jest.setTimeout(60_000);

const workload = (kind: string, spec: object) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: `web-${kind}` } },
    template: {
      metadata: { labels: { app: `web-${kind}` } },
      spec: { containers: [{ name: 'main', image: 'web:1' }] },
    },
    ...spec,
  },
});

describeWith('kubernetes', 'kubectl on the sandbox', () => {
  let sandbox: Sandbox;
  let folder: string;

  const kubectl = (command: string, input?: string) =>
    runKubectl(join(folder, 'kubeconfig'), command.split(' '), { input });
  const image = (kind: string) =>
    sandbox.get(kind, 'default', 'web')!.spec.template.spec.containers[0].image;

  beforeAll(async () => {
    sandbox = await startSandbox({ speed: 10 });
    folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
    writeFileSync(join(folder, 'kubeconfig'), sandbox.kubeconfig.yaml);
  });

  afterAll(() => sandbox?.stop());

  it('applies with validation, both ways', async () => {
    const manifest = JSON.stringify(workload('Deployment', { replicas: 2 }));
    expect(await kubectl('apply -f -', manifest)).toContain('web created');
    const more = JSON.stringify(workload('Deployment', { replicas: 3 }));
    expect(await kubectl('apply -f -', more)).toContain('web configured');
    expect(sandbox.get('Deployment', 'default', 'web')!.spec.replicas).toBe(3);
    await kubectl(
      'apply --server-side -f -',
      JSON.stringify(
        workload('StatefulSet', { replicas: 1, serviceName: 'w' }),
      ),
    );
    const wrong = JSON.stringify(workload('Deployment', { replicass: 3 }));
    await expect(kubectl('apply -f -', wrong)).rejects.toThrow(
      'unknown field "spec.replicass"',
    );
  });

  it('gets, describes and shows usage', async () => {
    await kubectl('rollout status deployment/web --timeout=20s');
    expect(await kubectl('get deployments')).toMatch(/web +3\/3 +3 +3 +\d+s/);
    expect(await kubectl('get pods -o wide')).toMatch(/1\/1 +Running +0/);
    expect(await kubectl('describe deployment web')).toMatch(
      /3 desired \| 3 updated \| 3 total \| 3 available[^]*ScalingReplicaSet/,
    );
    expect(await kubectl('top pods')).toMatch(/web-\S+ +\d+m +\d+Mi/);
  });

  it('scales, restarts, deploys and undoes a Deployment', async () => {
    await kubectl('scale deployment/web --replicas=2 --current-replicas=3');
    await kubectl('rollout restart deployment/web');
    await kubectl('set image deployment/web main=web:2');
    expect(
      await kubectl('rollout status deployment/web --timeout=20s'),
    ).toContain('successfully rolled out');
    expect(await kubectl('rollout history deployment/web')).toMatch(
      /1 [^]*2 [^]*3 /,
    );
    expect(image('Deployment')).toBe('web:2');
    await kubectl('rollout undo deployment/web --to-revision=1');
    expect(image('Deployment')).toBe('web:1');
    await kubectl('rollout status deployment/web --timeout=20s');
    await kubectl('rollout pause deployment/web');
    await expect(kubectl('rollout restart deployment/web')).rejects.toThrow(
      'paused',
    );
    await kubectl('rollout resume deployment/web');
  });

  it('undoes a StatefulSet by its ControllerRevisions', async () => {
    await kubectl('rollout status statefulset/web --timeout=20s');
    await kubectl('set image statefulset/web main=web:2');
    await kubectl('rollout status statefulset/web --timeout=20s');
    await kubectl('rollout undo statefulset/web');
    await kubectl('rollout status statefulset/web --timeout=20s');
    expect(image('StatefulSet')).toBe('web:1');
  });

  it('reads logs, deletes a pod and sees another come', async () => {
    expect(await kubectl('logs web-0')).toContain('level=info');
    const { uid } = sandbox.get('Pod', 'default', 'web-0')!.metadata;
    await kubectl('delete pod web-0');
    const next = await sandbox.until(() =>
      sandbox.get('Pod', 'default', 'web-0'),
    );
    expect(next.metadata.uid).not.toBe(uid);
    await kubectl('delete deployment web --cascade=foreground');
    expect(sandbox.list('ReplicaSet', 'default')).toEqual([]);
  });
});
