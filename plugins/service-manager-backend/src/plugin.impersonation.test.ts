import {
  describeWith,
  KubernetesEndpoint,
  START_TIMEOUT_MILLIS,
  startKubernetes,
} from '@internal/testbed';
import {
  deploymentOf,
  eventually,
  namespaceOf,
  startOnClusters,
} from './__testUtils__/backend';

jest.setTimeout(120_000);

const ann = 'user:default/ann';
const carol = 'user:default/carol';
const bob = 'user:default/bob';
const team = 'group:default/team-a';
const named = { name: 'web', cluster: 'named', namespace: 'shop' };
const plain = { name: 'api', cluster: 'plain', namespace: 'garden' };

/** One control plane under two names; only in one is the person named. */
describeWith('kubernetes', 'impersonation on writes', () => {
  let plane: KubernetesEndpoint;
  let backend: Awaited<ReturnType<typeof startOnClusters>>;

  beforeAll(async () => {
    plane = await startKubernetes();
    await plane.apply([
      namespaceOf('shop'),
      namespaceOf('garden'),
      deploymentOf(named),
      deploymentOf(plain),
      // The person's own rights: by a group, and in one namespace only.
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'team-a', namespace: 'shop' },
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name: 'testbed:portal',
        },
        subjects: [
          { kind: 'Group', name: team, apiGroup: 'rbac.authorization.k8s.io' },
        ],
      },
    ]);
    backend = await startOnClusters({
      clusters: [
        { name: 'named', endpoint: plane, impersonate: true },
        { name: 'plain', endpoint: plane },
      ],
      services: [named, plain],
      groups: {
        [ann]: [team],
        [carol]: [team],
        [bob]: ['group:default/team-b'],
      },
    });
    await backend.shows('web', 'running');
    await backend.shows('api', 'running');
  }, START_TIMEOUT_MILLIS);

  afterAll(async () => {
    await backend?.stop();
    await plane?.stop();
  });

  /** What the API server wrote down of our account in a namespace. */
  const entries = (namespace: string) =>
    plane
      .audit()
      .filter(
        ({ user, objectRef }) =>
          user.username === 'portal' && objectRef?.namespace === namespace,
      );
  const isWrite = ({ verb }: { verb: string }) =>
    ['create', 'update', 'patch', 'delete'].includes(verb);
  const writes = (namespace: string) => entries(namespace).filter(isWrite);

  async function stopAndUndo(name: string) {
    const body = { verb: 'stop', parameters: {} };
    const preview = await backend.post(ann, name, body, '/preview');
    expect([preview.status, preview.body.error]).toEqual([200, undefined]);
    const stop = await backend.post(ann, name, body);
    expect([stop.status, stop.body.error]).toEqual([200, undefined]);
    expect((await backend.ended(stop.body.id)).outcome).toBe('succeeded');
    await backend.shows(name, 'stopped');
    const undo = await backend.act(ann, stop.body.id, 'undo');
    expect([undo.status, undo.body.error]).toEqual([200, undefined]);
    expect((await backend.ended(undo.body.id)).outcome).toBe('succeeded');
  }

  it('shows the person in the audit log: dry run, writes and undo', async () => {
    await stopAndUndo('web');
    const all = writes('shop');
    const stored = all.filter(({ requestURI }) => !/dryRun/.test(requestURI));
    expect(all.length).toBeGreaterThan(stored.length);
    // A controller may come in between: then it is 409, and sent once more.
    const codes = stored.map(({ responseStatus }) => responseStatus?.code);
    expect(codes.filter(code => code !== 409)).toEqual([200, 200, 200, 200]);
    for (const { requestURI, impersonatedUser } of all) {
      expect([requestURI, impersonatedUser]).toEqual([
        requestURI,
        expect.objectContaining({
          username: ann,
          groups: expect.arrayContaining([team]),
        }),
      ]);
    }
    // Reading is the product's own doing.
    const reads = entries('shop').filter(entry => !isWrite(entry));
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.filter(({ impersonatedUser }) => impersonatedUser)).toEqual(
      [],
    );
  });

  it('who cancels is named for what is put back', async () => {
    await backend.shows('web', 'running');
    const deploy = await backend.post(ann, 'web', {
      verb: 'deploy',
      parameters: { images: [{ image: ':2.0.0-pull-fails' }] },
    });
    expect([deploy.status, deploy.body.error]).toEqual([200, undefined]);
    const { id } = deploy.body;
    await eventually(
      () => backend.operation(id),
      ({ phase }) => phase === 'following',
    );
    const before = writes('shop').length;
    const cancel = await backend.act(carol, id, 'cancel');
    expect([cancel.status, cancel.body.error]).toEqual([200, undefined]);
    expect((await backend.ended(id)).outcome).toBe('cancelled');
    const back = writes('shop').slice(before);
    expect(back.length).toBeGreaterThan(0);
    expect(back.map(entry => entry.impersonatedUser?.username)).toEqual(
      back.map(() => carol),
    );
  });

  it('names nobody else where it is not asked for', async () => {
    await stopAndUndo('api');
    const all = writes('garden');
    expect(all.length).toBeGreaterThanOrEqual(4);
    expect(all.filter(({ impersonatedUser }) => impersonatedUser)).toEqual([]);
  });

  it('gives a person no more than the cluster gives them', async () => {
    await backend.shows('web', 'running');
    const before = writes('shop').length;
    const response = await backend.post(bob, 'web', {
      verb: 'scale',
      parameters: { replicas: 5 },
    });
    expect([response.status, response.body.error]).toEqual([
      403,
      expect.objectContaining({
        code: 'CLUSTER_FORBIDDEN',
        message: expect.stringContaining(bob),
        nextStep: expect.stringContaining('named'),
      }),
    ]);
    const refused = writes('shop').slice(before);
    expect(refused.map(entry => entry.responseStatus?.code)).toEqual(
      refused.map(() => 403),
    );
    expect(refused.map(entry => entry.impersonatedUser?.username)).toEqual(
      refused.map(() => bob),
    );
    expect(refused.length).toBeGreaterThan(0);
    const object = await plane.client.request(
      'GET',
      '/apis/apps/v1/namespaces/shop/deployments/web',
    );
    expect(object.spec.replicas).toBe(2);
  });
});
