import {
  describeWith,
  GITOPS_RESOURCES,
  installCustomResources,
  KubernetesEndpoint,
  START_TIMEOUT_MILLIS,
} from '@internal/testbed';
import type { Guard } from '@vtasker/backstage-plugin-service-manager-common';
import { realCluster } from './__testUtils__/clusters';
import { deployment } from './__testUtils__/objects';
import { eventually, Stage } from './__testUtils__/stage';

jest.setTimeout(60_000);

/** What each tool signs its server-side apply with. */
const managers = {
  argo: 'argocd-controller',
  flux: 'kustomize-controller',
  helm: 'helm-controller',
};

describeWith(
  'kubernetes',
  'GitOps owners, read from a real API server with the rights of deploy/rbac.yaml',
  () => {
    let stage: Stage;
    let cluster: KubernetesEndpoint;

    beforeAll(async () => {
      const real = await realCluster();
      cluster = real.endpoint;
      stage = new Stage(async () => real);
      await installCustomResources(cluster, GITOPS_RESOURCES);
      await cluster.apply(
        ['argocd', 'flux-system'].map(name => ({
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name },
        })),
      );
      await stage.start();
    }, START_TIMEOUT_MILLIS);
    afterEach(() => stage.afterEach());
    afterAll(() => stage?.stop());

    const application = (name: string, spec: object) =>
      cluster.apply({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name, namespace: 'argocd' },
        spec,
      });
    const flux = (kind: 'Kustomization' | 'HelmRelease', spec: object) =>
      cluster.apply({
        apiVersion:
          kind === 'Kustomization'
            ? 'kustomize.toolkit.fluxcd.io/v1'
            : 'helm.toolkit.fluxcd.io/v2',
        kind,
        metadata: { name: 'apps', namespace: 'flux-system' },
        spec,
      });

    /** A Deployment as a GitOps tool would have applied it. */
    async function applied(
      manager: string,
      meta: (namespace: string) => object,
      options: { replicas?: number } = { replicas: 1 },
    ): Promise<string> {
      const namespace = await stage.namespace();
      const { replicas, ...spec } = deployment(namespace, 'web').spec;
      const object = {
        ...deployment(namespace, 'web'),
        spec: { ...spec, ...options },
      };
      const extra: any = meta(namespace);
      await cluster.client.apply(
        [
          {
            ...object,
            metadata: {
              ...object.metadata,
              annotations: extra.annotations,
              labels: { ...object.metadata.labels, ...extra.labels },
            },
          },
        ],
        { fieldManager: manager },
      );
      await stage.seen('Deployment', namespace, 'web');
      return namespace;
    }

    const tracked = (name: string) => (namespace: string) => ({
      annotations: {
        'argocd.argoproj.io/tracking-id': `${name}:apps/Deployment:${namespace}/web`,
      },
    });
    const labelled = (tool: 'kustomize' | 'helm') => () => ({
      labels: {
        [`${tool}.toolkit.fluxcd.io/name`]: 'apps',
        [`${tool}.toolkit.fluxcd.io/namespace`]: 'flux-system',
      },
    });

    async function guardOf(
      namespace: string,
      verb: 'stop' | 'restart' = 'stop',
    ): Promise<Guard | undefined> {
      const operations = await stage.operations({ idle: true });
      const preview = await operations.preview(stage.context(namespace), {
        verb,
        parameters: {},
      });
      expect(preview.changes).toHaveLength(1);
      return preview.guards.find(({ code }) => code === 'gitops-owner');
    }

    it('an Application with self-heal, whose Git sets the replicas', async () => {
      await application('healing', {
        syncPolicy: { automated: { selfHeal: true } },
      });
      const namespace = await applied(managers.argo, tracked('healing'));
      expect(await guardOf(namespace)).toMatchObject({
        severity: 'warning',
        title: 'Deployment web belongs to Argo CD application healing.',
        detail:
          'Self-heal is on: Argo CD puts the number of replicas back within seconds.',
        advice:
          "Change the number of replicas in Git, or suspend the application's automated sync.",
      });
      await application('healing', { syncPolicy: {} });
      expect(await guardOf(namespace)).toMatchObject({
        severity: 'info',
        detail: expect.stringMatching(/^Automated sync is off/),
      });
    });

    it('an Application that ignores the replicas', async () => {
      await application('ignoring', {
        syncPolicy: {
          automated: { selfHeal: true },
          syncOptions: ['RespectIgnoreDifferences=true'],
        },
        ignoreDifferences: [
          {
            group: 'apps',
            kind: 'Deployment',
            jsonPointers: ['/spec/replicas'],
          },
        ],
      });
      const namespace = await applied(managers.argo, tracked('ignoring'));
      expect(await guardOf(namespace)).toMatchObject({
        severity: 'info',
        detail: expect.stringMatching(/: the number of replicas stays\.$/),
      });
    });

    it('replicas that Git leaves out are not known to be set', async () => {
      await application('leaving', {
        syncPolicy: { automated: { selfHeal: true } },
      });
      const namespace = await applied(managers.argo, tracked('leaving'), {});
      expect((await guardOf(namespace))?.detail).toMatch(/: if Git sets/);
    });

    it('an Application that is not there, and one that may not be read', async () => {
      const namespace = await applied(managers.argo, tracked('missing'));
      expect((await guardOf(namespace))?.detail).toMatch(
        /Which of these is unknown: there is no Application missing in the namespace argocd of the cluster one\.$/,
      );
      const path =
        '/apis/rbac.authorization.k8s.io/v1/clusterroles/testbed:portal';
      const role = await cluster.client.request('GET', path);
      const rules = (all: any[]) =>
        cluster.client.request('PATCH', path, {
          body: { rules: all },
          headers: { 'content-type': 'application/merge-patch+json' },
        });
      await rules(
        role.rules.filter(
          ({ apiGroups }: any) => !apiGroups?.includes('argoproj.io'),
        ),
      );
      try {
        await eventually('the right is gone', async () =>
          (
            await guardOf(namespace)
          )?.detail.endsWith('unknown: the portal may not read it.'),
        );
      } finally {
        await rules(role.rules);
      }
    });

    it('a Kustomization, reconciled and suspended', async () => {
      await flux('Kustomization', { interval: '10m0s' });
      const namespace = await applied(managers.flux, labelled('kustomize'));
      expect(await guardOf(namespace)).toMatchObject({
        severity: 'warning',
        title: 'Deployment web belongs to Flux Kustomization apps.',
        detail:
          'Flux puts the number of replicas back at its next reconciliation, within 10m.',
      });
      expect((await guardOf(namespace, 'restart'))?.detail).toMatch(
        /within 10m, and the pods then restart a second time/,
      );
      await flux('Kustomization', { interval: '10m0s', suspend: true });
      expect(await guardOf(namespace)).toMatchObject({
        severity: 'info',
        detail: expect.stringMatching(/^The Kustomization is suspended/),
      });
    });

    it('a HelmRelease, with drift detection and without', async () => {
      await flux('HelmRelease', { interval: '5m' });
      const namespace = await applied(managers.helm, labelled('helm'));
      expect(await guardOf(namespace)).toMatchObject({
        severity: 'info',
        title: 'Deployment web belongs to Flux HelmRelease apps.',
        detail: expect.stringMatching(/until the next upgrade of the release/),
      });
      await flux('HelmRelease', {
        interval: '5m',
        driftDetection: { mode: 'enabled' },
      });
      expect(await guardOf(namespace)).toMatchObject({
        severity: 'warning',
        detail: expect.stringMatching(/within 5m\.$/),
      });
    });

    it('an Application that does not answer costs two seconds, not the preview', async () => {
      const namespace = await applied(managers.argo, tracked('silent'));
      stage.cluster.before = ({ path, signal }) =>
        path.includes('/applications/')
          ? new Promise((_, reject) => {
              signal?.addEventListener('abort', () => reject(new Error('cut')));
            })
          : undefined;
      expect((await guardOf(namespace))?.detail).toMatch(
        /unknown: there was no answer within 2 s\.$/,
      );
    });

    it('the facts are read for a preview only', async () => {
      await application('once', { syncPolicy: {} });
      const namespace = await applied(managers.argo, tracked('once'));
      const paths: string[] = [];
      stage.cluster.before = ({ path }) => {
        if (path.includes('/applications/')) paths.push(path);
      };
      await guardOf(namespace);
      expect(paths).toEqual([
        '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/once',
      ]);
      const operations = await stage.operations();
      const done = await stage.run(operations, stage.context(namespace), {
        verb: 'stop',
        parameters: {},
      });
      expect(done.outcome).toBe('succeeded');
      expect(paths).toHaveLength(1);
    });
  },
);
