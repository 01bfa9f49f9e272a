import {
  Cluster,
  ClustersService,
  KubernetesError,
  KubernetesRequest,
} from '@vtasker/backstage-plugin-service-manager-node';
import { gitopsKey } from '../../guards';
import { deployment, snapshot } from '../../workloads/__testUtils__';
import type { GitopsOwner } from '../../workloads';
import { gitopsReader, GitopsSettings } from './gitopsOwners';

type Answer = (
  request: KubernetesRequest,
  cluster: string,
) => object | Promise<object> | undefined;

const HERE = snapshot(deployment()).cluster;

function tracked(id = 'managers:apps/Deployment:shop/web', name = 'web') {
  return snapshot(
    deployment({
      meta: { name, annotations: { 'argocd.argoproj.io/tracking-id': id } },
    }),
  );
}

function labelled(tool: 'kustomize' | 'helm', namespace?: string) {
  return snapshot(
    deployment({
      meta: {
        labels: {
          [`${tool}.toolkit.fluxcd.io/name`]: 'apps',
          ...(namespace && {
            [`${tool}.toolkit.fluxcd.io/namespace`]: namespace,
          }),
        },
      },
    }),
  );
}

function stage(answer: Answer, settings?: GitopsSettings) {
  const asked: string[] = [];
  const cluster = (name: string) =>
    ({
      name,
      async request(request: KubernetesRequest) {
        asked.push(`${name} ${request.path}`);
        const found = await answer(request, name);
        if (found) return found;
        throw new KubernetesError({
          status: 404,
          reason: 'NotFound',
          message: 'not found',
        });
      },
    } as unknown as Cluster);
  const clusters: ClustersService = {
    list: () => [],
    get: name => (name === 'unconfigured' ? undefined : cluster(name)),
  };
  return { asked, read: gitopsReader({ clusters, settings, timeoutMs: 50 }) };
}

const managers: GitopsOwner = { kind: 'Application', name: 'managers' };
const healing = { spec: { syncPolicy: { automated: { selfHeal: true } } } };
const failing = (status: number) => () => {
  throw new KubernetesError({ status, reason: 'x', message: 'x' });
};

describe('the owners of workloads', () => {
  it('an Application is read where Argo CD keeps it', async () => {
    const { asked, read } = stage(() => healing);
    const facts = await read([tracked()]);
    expect(asked).toEqual([
      `${HERE} /apis/argoproj.io/v1alpha1/namespaces/argocd/applications/managers`,
    ]);
    expect(facts.get(gitopsKey(HERE, managers))).toMatchObject({
      kind: 'Application',
      selfHeal: true,
    });
  });

  it('is read once for many workloads', async () => {
    const { asked, read } = stage(() => healing);
    await read([
      tracked(),
      tracked('managers:apps/Deployment:shop/api', 'api'),
    ]);
    expect(asked).toHaveLength(1);
  });

  it('is looked for in each configured namespace, in Argo CD’s cluster', async () => {
    const { asked, read } = stage(
      ({ path }) => (path.includes('/gitops/') ? healing : undefined),
      { argocdNamespaces: ['argocd', 'gitops'], argocdCluster: 'hub' },
    );
    const facts = await read([tracked()]);
    expect(asked.map(path => path.split(' ')[0])).toEqual(['hub', 'hub']);
    expect(facts.get(gitopsKey(HERE, managers))?.kind).toBe('Application');
  });

  it('a tracking id that names a namespace is read only there', async () => {
    const { asked, read } = stage(() => healing);
    await read([tracked('team-a_managers:apps/Deployment:shop/web')]);
    expect(asked).toEqual([
      `${HERE} /apis/argoproj.io/v1alpha1/namespaces/team-a/applications/managers`,
    ]);
  });

  it.each([
    ['kustomize', 'Kustomization', 'v1beta2/'],
    ['helm', 'HelmRelease', 'v2beta1/'],
  ] as const)(
    '%s: also as an earlier Flux serves it',
    async (tool, kind, old) => {
      const { read } = stage(({ path }) =>
        path.includes(old) ? { spec: { suspend: true } } : undefined,
      );
      const facts = await read([labelled(tool, 'flux-system')]);
      expect([...facts.values()]).toMatchObject([{ kind, suspended: true }]);
    },
  );

  it('asks nothing for a workload without such an owner', async () => {
    const { asked, read } = stage(() => healing);
    expect((await read([snapshot(deployment())])).size).toBe(0);
    expect(asked).toEqual([]);
  });

  it.each<[string, Answer, GitopsSettings, string]>([
    [
      'absent',
      () => undefined,
      {},
      `there is no Application managers in the namespace argocd of the cluster ${HERE}`,
    ],
    ['forbidden', failing(403), {}, 'the portal may not read it'],
    ['failing', failing(500), {}, 'the API answered 500'],
    ['unreachable', failing(0), {}, 'the cluster could not be asked'],
    [
      'on a cluster that is not configured',
      () => healing,
      { argocdCluster: 'unconfigured' },
      'the cluster unconfigured is not configured',
    ],
    [
      'slow',
      ({ signal }) =>
        new Promise((_, reject) => {
          signal!.addEventListener('abort', () =>
            reject(
              new KubernetesError({
                status: 0,
                reason: 'Aborted',
                message: '',
              }),
            ),
          );
        }),
      {},
      'there was no answer within 0.05 s',
    ],
    [
      'of an unexpected shape',
      () => ({ spec: { ignoreDifferences: [{ kind: Object.create(null) }] } }),
      {},
      'what was read is not understood',
    ],
  ])('unknown, never an error: %s', async (_, answer, settings, why) => {
    const { read } = stage(answer, settings);
    const facts = await read([tracked()]);
    expect(facts.get(gitopsKey(HERE, managers))).toEqual({
      kind: 'unknown',
      why,
    });
  });

  it('forbidden in one namespace and absent in the other: not known to be absent', async () => {
    const { read } = stage(
      request =>
        request.path.includes('/gitops/') ? failing(403)() : undefined,
      { argocdNamespaces: ['argocd', 'gitops'] },
    );
    expect([...(await read([tracked()])).values()]).toEqual([
      { kind: 'unknown', why: 'the portal may not read it' },
    ]);
  });

  it('Flux labels without a namespace', async () => {
    const { asked, read } = stage(() => healing);
    expect([...(await read([labelled('kustomize')])).values()]).toEqual([
      {
        kind: 'unknown',
        why: `there is no Kustomization apps in a known namespace of the cluster ${HERE}`,
      },
    ]);
    expect(asked).toEqual([]);
  });
});
