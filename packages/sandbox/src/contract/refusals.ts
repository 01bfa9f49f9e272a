/* eslint-disable jest/no-export -- one suite for several clusters */
import type { ContractClient } from './client';
import { apps, configMap, core, NAMESPACE, workload } from './fixtures';

const hpas = `/apis/autoscaling/v2/namespaces/${NAMESPACE}/horizontalpodautoscalers`;

const hpa = (spec: object) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'refused' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' },
    ...spec,
  },
});

const set = workload('StatefulSet', 'refused', { replicas: 0 });
const frozen = { ...configMap('frozen', { a: '1' }), immutable: true };
const template = (containers: object[]) => ({
  spec: { template: { spec: { containers } } },
});

interface Case {
  what: string;
  collection: string;
  object: any;
  patch?: object;
  reason: string;
  field: string;
  message: string;
}

const CASES: Case[] = [
  {
    what: 'a field of a StatefulSet that cannot be changed',
    collection: apps('statefulsets'),
    object: set,
    patch: { spec: { serviceName: 'other' } },
    reason: 'FieldValueForbidden',
    field: 'spec',
    message:
      "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
  },
  {
    what: 'new data of an immutable ConfigMap',
    collection: core('configmaps'),
    object: frozen,
    patch: { data: { a: '2' } },
    reason: 'FieldValueForbidden',
    field: 'data',
    message: 'Forbidden: field is immutable when `immutable` is set',
  },
  {
    what: 'an empty image in a patch',
    collection: apps('statefulsets'),
    object: set,
    patch: template([{ name: 'main', image: '' }]),
    reason: 'FieldValueRequired',
    field: 'spec.template.spec.containers[0].image',
    message: 'Required value',
  },
  {
    what: 'two containers of one name',
    collection: apps('statefulsets'),
    object: set,
    patch: template([
      { name: 'main', image: 'a:1' },
      { name: 'main', image: 'b:1' },
    ]),
    reason: 'FieldValueDuplicate',
    field: 'spec.template.spec.containers[1].name',
    message: 'Duplicate value: "main"',
  },
  {
    what: 'a restart policy that a workload cannot have',
    collection: apps('statefulsets'),
    object: set,
    patch: { spec: { template: { spec: { restartPolicy: 'Never' } } } },
    reason: 'FieldValueNotSupported',
    field: 'spec.template.spec.restartPolicy',
    message: 'Unsupported value: "Never": supported values: "Always"',
  },
  {
    what: 'an autoscaler with max below min',
    collection: hpas,
    object: hpa({ minReplicas: 3, maxReplicas: 2 }),
    reason: 'FieldValueInvalid',
    field: 'spec.maxReplicas',
    message: 'Invalid value: 2: must be greater than or equal to `minReplicas`',
  },
];

/** What the API server says no to, in its own words. */
export function refusalContract(client: () => ContractClient) {
  describe('refusing', () => {
    it.each(CASES)('$what', async row => {
      const { collection, object, patch, reason, field, message } = row;
      const made = await client().call('POST', collection, object);
      const { name } = object.metadata;
      const { code, body } = patch
        ? await client().patch('merge', `${collection}/${name}`, patch)
        : made;
      expect([code, body.reason]).toEqual([422, 'Invalid']);
      expect(body.details.causes).toEqual([{ reason, field, message }]);
    });

    it('ignores the spec in a write of the status, and the status in one of the spec', async () => {
      const path = `${apps('statefulsets')}/split`;
      const split = workload('StatefulSet', 'split', { replicas: 0 });
      await client().call('POST', apps('statefulsets'), split);
      await client().until(
        apps('statefulsets'),
        'split',
        o => o.status?.observedGeneration === 1,
      );
      const both = {
        spec: { minReadySeconds: 9 },
        status: { collisionCount: 7 },
      };
      const main = await client().patch('merge', path, both);
      expect(main.body.spec.minReadySeconds).toBe(9);
      expect(main.body.status.collisionCount).toBe(0);
      const sub = await client().patch('merge', `${path}/status`, {
        spec: { minReadySeconds: 1 },
        status: { collisionCount: 7 },
      });
      expect([sub.code, sub.body.spec.minReadySeconds]).toEqual([200, 9]);
      expect(sub.body.metadata.generation).toBe(2);
    });
  });
}
