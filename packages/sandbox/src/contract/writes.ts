/* eslint-disable jest/no-export -- one suite for several clusters */
import type { ContractClient } from './client';
import { apps, configMap, deployment, NAMESPACE } from './fixtures';

export function writeContract(client: () => ContractClient) {
  const create = (object: any, query = '') =>
    client().call('POST', `${apps('deployments')}${query}`, object);
  /** Without pods, so that only the writes of the test change it. */
  const still = (name: string) =>
    deployment(name, { replicas: 0, paused: true });

  describe('creating', () => {
    it('fills in defaults, identity and a first generation', async () => {
      const { code, body } = await create(deployment('defaults'));
      expect(code).toBe(201);
      expect(body).toMatchObject({
        metadata: {
          namespace: NAMESPACE,
          generation: 1,
          uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
          resourceVersion: expect.stringMatching(/^\d+$/),
        },
        spec: {
          replicas: 1,
          progressDeadlineSeconds: 600,
          revisionHistoryLimit: 10,
          strategy: {
            type: 'RollingUpdate',
            rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
          },
          template: {
            spec: {
              restartPolicy: 'Always',
              containers: [{ imagePullPolicy: 'IfNotPresent', resources: {} }],
            },
          },
        },
      });
      await client().call('DELETE', apps('deployments/defaults'));
    });

    it('refuses a name that is taken with 409 AlreadyExists', async () => {
      await create(still('taken'));
      const { code, body } = await create(still('taken'));
      expect(code).toBe(409);
      expect(body).toMatchObject({
        reason: 'AlreadyExists',
        message: 'deployments.apps "taken" already exists',
        details: { name: 'taken', group: 'apps', kind: 'deployments' },
      });
    });

    it('refuses a namespace that is not there with 404', async () => {
      const { code, body } = await client().call(
        'POST',
        '/api/v1/namespaces/nowhere/configmaps',
        configMap('x'),
      );
      expect(code).toBe(404);
      expect(body.message).toBe('namespaces "nowhere" not found');
    });

    it('names every wrong field in the causes of a 422', async () => {
      const bad = deployment('bad', { replicas: -2 }, '');
      bad.metadata.name = 'Bad_';
      const { code, body } = await create(bad);
      expect(code).toBe(422);
      expect(body).toMatchObject({ reason: 'Invalid' });
      expect(body.details).toMatchObject({
        name: 'Bad_',
        group: 'apps',
        kind: 'Deployment',
      });
      expect(body.details.causes.map((c: any) => [c.reason, c.field])).toEqual([
        ['FieldValueInvalid', 'metadata.name'],
        ['FieldValueInvalid', 'spec.replicas'],
        ['FieldValueRequired', 'spec.template.spec.containers[0].image'],
      ]);
      expect(body.details.causes[1].message).toBe(
        'Invalid value: -2: must be greater than or equal to 0',
      );
    });

    it('names unknown fields when validation is strict, and drops nothing else', async () => {
      const odd = still('odd');
      odd.spec.bogus = 1;
      odd.spec.template.spec.containers[0].imagee = 'x';
      const { code, body } = await create(odd, '?fieldValidation=Strict');
      expect(code).toBe(400);
      expect(body.reason).toBe('BadRequest');
      expect(body.message).toContain('strict decoding error');
      expect(body.message).toContain('unknown field "spec.bogus"');
      expect(body.message).toContain(
        'unknown field "spec.template.spec.containers[0].imagee"',
      );
    });

    it('refuses a value of another type with 400', async () => {
      const { code, body } = await create(
        deployment('typed', { replicas: 'three' }),
      );
      expect(code).toBe(400);
      expect(body.message).toContain('spec.replicas of type int32');
    });
  });

  describe('changing', () => {
    it('refuses a stale version of a whole object with 409', async () => {
      const { body } = await create(still('stale'));
      await client().patch('merge', apps('deployments/stale'), {
        metadata: { labels: { touched: 'yes' } },
      });
      const put = await client().call('PUT', apps('deployments/stale'), body);
      expect(put.code).toBe(409);
      expect(put.body).toMatchObject({
        reason: 'Conflict',
        details: { name: 'stale', group: 'apps', kind: 'deployments' },
        message: expect.stringContaining('the object has been modified'),
      });
      const patched = await client().patch('merge', apps('deployments/stale'), {
        metadata: { resourceVersion: body.metadata.resourceVersion },
        spec: { replicas: 3 },
      });
      expect([patched.code, patched.body.reason]).toEqual([409, 'Conflict']);
    });

    it('applies a JSON patch only when its test holds', async () => {
      const { body } = await create(still('tested'));
      const path = apps('deployments/tested');
      const patch = (resourceVersion: string) =>
        client().patch('json', path, [
          {
            op: 'test',
            path: '/metadata/resourceVersion',
            value: resourceVersion,
          },
          { op: 'replace', path: '/spec/minReadySeconds', value: 5 },
        ]);
      const add = [{ op: 'add', path: '/spec/minReadySeconds', value: 1 }];
      expect((await client().patch('json', path, add)).code).toBe(200);
      const stale = await patch(body.metadata.resourceVersion);
      expect([stale.code, stale.body.reason]).toEqual([422, 'Invalid']);
      // Its controller writes too; not after it has seen this generation.
      const live = await client().until(
        apps('deployments'),
        'tested',
        o => o.status?.observedGeneration === 2,
      );
      const done = await patch(live.metadata.resourceVersion);
      expect([done.code, done.body.spec.minReadySeconds]).toEqual([200, 5]);
    });

    it('merges containers and their env by name in a strategic merge patch', async () => {
      const two = still('merged');
      two.spec.template.spec.containers[0].env = [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ];
      two.spec.template.spec.containers.push({ name: 'side', image: 'side:1' });
      await create(two);
      const { code, body } = await client().patch(
        'strategic',
        apps('deployments/merged'),
        {
          spec: {
            template: {
              spec: {
                containers: [
                  {
                    name: 'main',
                    image: 'shop/merged:2.0',
                    env: [
                      { name: 'B', value: '3' },
                      { name: 'A', $patch: 'delete' },
                    ],
                  },
                ],
              },
            },
          },
        },
      );
      expect(code).toBe(200);
      expect(body.metadata.generation).toBe(2);
      const { containers } = body.spec.template.spec;
      expect(containers.map((c: any) => [c.name, c.image, c.env])).toEqual([
        ['main', 'shop/merged:2.0', [{ name: 'B', value: '3' }]],
        ['side', 'side:1', undefined],
      ]);
    });

    it('replaces a list in a merge patch and removes what is null', async () => {
      const two = still('replaced');
      two.metadata.annotations = { keep: '1', drop: '2' };
      await create(two);
      const { body } = await client().patch(
        'merge',
        apps('deployments/replaced'),
        {
          metadata: { annotations: { drop: null } },
          spec: {
            template: {
              spec: { containers: [{ name: 'only', image: 'only:1' }] },
            },
          },
        },
      );
      expect(body.metadata.annotations).toEqual({ keep: '1' });
      expect(
        body.spec.template.spec.containers.map((c: any) => c.name),
      ).toEqual(['only']);
    });

    it('refuses a change of the selector, naming the field', async () => {
      await create(still('fixed'));
      const { code, body } = await client().patch(
        'merge',
        apps('deployments/fixed'),
        { spec: { selector: { matchLabels: { app: 'other' } } } },
      );
      expect(code).toBe(422);
      const { causes } = body.details;
      expect(causes.map((c: any) => c.field)).toEqual([
        'spec.template.metadata.labels',
        'spec.selector',
      ]);
      expect(causes[1].message).toContain('field is immutable');
    });

    it('names an unknown field of a strict patch', async () => {
      await create(still('strictly'));
      const { code, body } = await client().patch(
        'merge',
        `${apps('deployments/strictly')}?fieldValidation=Strict`,
        { spec: { replicass: 1 } },
      );
      expect([code, body.reason]).toEqual([422, 'Invalid']);
      expect(body.message).toContain('unknown field "spec.replicass"');
    });

    it('refuses a patch of no known kind with 415', async () => {
      await create(still('format'));
      const { code, body } = await client().call(
        'PATCH',
        apps('deployments/format'),
        {},
        'text/plain',
      );
      expect([code, body.reason]).toEqual([415, 'UnsupportedMediaType']);
    });

    it('leaves version and generation alone when nothing changes', async () => {
      const { body } = await create(still('same'));
      const settled = await client().until(
        apps('deployments'),
        'same',
        o => o.status?.observedGeneration === 1,
      );
      expect(body.metadata.generation).toBe(1);
      const again = await client().patch('merge', apps('deployments/same'), {
        spec: { replicas: 0 },
      });
      expect(again.body.metadata.resourceVersion).toBe(
        settled.metadata.resourceVersion,
      );
    });
  });
}
