import {
  describeWith,
  installCustomResources,
  KubernetesEndpoint,
  PROMETHEUS_RULES,
  START_TIMEOUT_MILLIS,
} from '@internal/testbed';
import { Cluster } from '@vtasker/backstage-plugin-service-manager-node';
import { parse } from 'yaml';
import { snapshotOf } from '../metrics/__testUtils__/places';
import { realCluster } from '../operations/__testUtils__/clusters';
import { subject } from './__testUtils__/world';
import { PrometheusRules } from './PrometheusRules';

jest.setTimeout(START_TIMEOUT_MILLIS);

const web = subject('web');
const workloads = [
  snapshotOf('Deployment', 'web', { replicaSets: ['web-7d4b9c6f8d'] }),
  snapshotOf('StatefulSet', 'db'),
];
const numbers = { downSeconds: 300, restarts: 3, windowSeconds: 900 };

describeWith(
  'kubernetes',
  'the PrometheusRule of a service on a real API server, with the rights of deploy/rbac.yaml',
  () => {
    let endpoint: KubernetesEndpoint;
    let cluster: Cluster;
    let stop: () => Promise<void>;
    const rules = () =>
      new PrometheusRules({
        clusters: {
          list: () => [cluster],
          get: name => (name === 'local' ? cluster : undefined),
        },
        workloads: { select: () => workloads },
        labels: { release: 'monitoring' },
      });
    const path = (name: string) =>
      `/apis/monitoring.coreos.com/v1/namespaces/shop/prometheusrules/${name}`;

    beforeAll(async () => {
      const real = await realCluster();
      ({ endpoint, product: cluster } = real);
      stop = () => real.stop();
      await endpoint.apply({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'shop' },
      });
    });
    afterAll(() => stop?.());

    it('is unsupported where the cluster does not know the kind, and not applied', async () => {
      const [offer] = await rules().list(web, numbers);
      expect(offer).toMatchObject({
        cluster: 'local',
        namespace: 'shop',
        state: 'unsupported',
      });
      expect(parse(offer.yaml).kind).toBe('PrometheusRule');
      await expect(
        rules().apply(web, numbers, undefined),
      ).rejects.toMatchObject({
        status: 422,
        message: 'local does not know PrometheusRule.',
        nextStep: expect.stringContaining('Download'),
      });
    });

    it('is absent, applied, the same; then different by another hand, which is not fought', async () => {
      await installCustomResources(endpoint, [PROMETHEUS_RULES]);
      const [absent] = await rules().list(web, numbers);
      expect(absent.state).toBe('absent');
      const [applied] = await rules().apply(web, numbers, undefined);
      expect(applied).toEqual({ ...absent, state: 'same' });
      const live = await endpoint.client.request('GET', path(applied.name));
      expect(live.metadata.labels).toMatchObject({ release: 'monitoring' });
      expect(
        live.metadata.managedFields.map((field: any) => [
          field.manager,
          field.operation,
        ]),
      ).toEqual([['service-manager', 'Apply']]);
      expect(live.spec).toEqual(parse(applied.yaml).spec);

      // Other numbers: ours to change.
      const other = { ...numbers, downSeconds: 600 };
      const [different] = await rules().list(web, other);
      expect(different.state).toBe('different');
      expect(parse(different.liveYaml!)).toEqual(parse(applied.yaml));
      expect((await rules().apply(web, other, undefined))[0].state).toBe(
        'same',
      );

      // Labels that somebody adds are theirs.
      await endpoint.kubectl([
        '--namespace=shop',
        'label',
        'prometheusrule',
        applied.name,
        'team=shop',
      ]);
      expect((await rules().list(web, other))[0].state).toBe('same');

      await endpoint.kubectl([
        '--namespace=shop',
        'patch',
        'prometheusrule',
        applied.name,
        '--type=merge',
        '--patch={"spec":{"groups":[]}}',
      ]);
      const [changed] = await rules().list(web, other);
      expect(changed.state).toBe('different');
      await expect(rules().apply(web, other, undefined)).rejects.toMatchObject({
        status: 409,
        message: expect.stringContaining('kubectl'),
        field: '.spec.groups',
        nextStep: expect.any(String),
      });
      const after = await endpoint.client.request('GET', path(applied.name));
      expect(after.spec.groups).toEqual([]);
    });

    it('nothing half done: where one namespace refuses, none is written', async () => {
      const two = new PrometheusRules({
        clusters: { list: () => [cluster], get: () => cluster },
        workloads: {
          select: () => [
            snapshotOf('Deployment', 'first', { namespace: 'shop' }),
            snapshotOf('Deployment', 'second', { namespace: 'nowhere' }),
          ],
        },
        labels: {},
      });
      const both = subject('both');
      await expect(two.apply(both, numbers, undefined)).rejects.toMatchObject({
        status: 404,
      });
      expect((await two.list(both, numbers)).map(({ state }) => state)).toEqual(
        ['absent', 'absent'],
      );
    });

    it('is unknown where the cluster does not answer', async () => {
      const away = new PrometheusRules({
        clusters: { list: () => [], get: () => undefined },
        workloads: { select: () => workloads },
        labels: {},
      });
      expect((await away.list(web, numbers))[0].state).toBe('unknown');
      await expect(away.apply(web, numbers, undefined)).rejects.toMatchObject({
        status: 503,
        code: 'CLUSTER_UNAVAILABLE',
      });
    });
  },
);
