/* eslint-disable jest/no-export -- one suite for several clusters */
import type { ContractClient } from './client';
import { apps, configMap, core, deployment, NAMESPACE } from './fixtures';

export function writeContract(client: () => ContractClient) {
  const create = (object: any, query = '') =>
    client().call('POST', `${apps('deployments')}${query}`, object);
  /** Without pods, so that only the writes of the test change it. */
  const still = (name: string) =>
    deployment(name, { replicas: 0, paused: true });
  const managers = (object: any) =>
    object.metadata.managedFields.map((m: any) => [
      m.manager,
      m.operation,
      m.subresource,
    ]);

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

  describe('dry run', () => {
    it('shows the result and writes nothing', async () => {
      await create(still('preview'));
      const path = apps('deployments/preview');
      const before = await client().until(
        apps('deployments'),
        'preview',
        o => o.status?.observedGeneration === 1,
      );
      const { code, body } = await client().patch(
        'strategic',
        `${path}?dryRun=All&fieldValidation=Strict`,
        {
          spec: {
            template: {
              spec: { containers: [{ name: 'main', image: 'shop/preview:9' }] },
            },
          },
        },
      );
      expect(code).toBe(200);
      expect(body.spec.template.spec.containers[0].image).toBe(
        'shop/preview:9',
      );
      expect(body.metadata.generation).toBe(2);
      expect(body.metadata.resourceVersion).toBe(
        before.metadata.resourceVersion,
      );
      const scale = await client().patch('merge', `${path}/scale?dryRun=All`, {
        spec: { replicas: 7 },
      });
      expect([scale.code, scale.body.spec.replicas]).toEqual([200, 7]);
      expect((await client().get(path)).body).toEqual(before);
      const gone = await client().call('DELETE', `${path}?dryRun=All`);
      expect(gone.code).toBe(200);
      expect((await client().get(path)).code).toBe(200);
    });

    it('says what is invalid as the real write would', async () => {
      await create(still('preview-bad'));
      const { code, body } = await client().patch(
        'merge',
        `${apps('deployments/preview-bad')}?dryRun=All`,
        { spec: { replicas: -1 } },
      );
      expect(code).toBe(422);
      expect(body.details.causes[0].field).toBe('spec.replicas');
    });
  });

  describe('/scale', () => {
    it('reads and writes the count with a version as precondition', async () => {
      await create(still('scaled'));
      const path = apps('deployments/scaled/scale');
      const read = (await client().get(path)).body;
      expect(read).toMatchObject({
        kind: 'Scale',
        apiVersion: 'autoscaling/v1',
        metadata: { name: 'scaled', namespace: NAMESPACE },
        spec: {},
        status: { replicas: 0, selector: 'app=scaled' },
      });
      const live = await client().until(
        apps('deployments'),
        'scaled',
        o => o.status?.observedGeneration === 1,
      );
      const put = (resourceVersion: string, replicas: number) =>
        client().call('PUT', path, {
          apiVersion: 'autoscaling/v1',
          kind: 'Scale',
          metadata: { name: 'scaled', namespace: NAMESPACE, resourceVersion },
          spec: { replicas },
        });
      const done = await put(live.metadata.resourceVersion, 2);
      expect([done.code, done.body.spec.replicas]).toEqual([200, 2]);
      const stale = await put(live.metadata.resourceVersion, 4);
      expect(stale.code).toBe(409);
      expect(stale.body).toMatchObject({
        reason: 'Conflict',
        details: { name: 'scaled', group: 'apps', kind: 'deployments' },
      });
      const negative = await client().patch('merge', path, {
        spec: { replicas: -3 },
      });
      expect(negative.code).toBe(422);
      expect(negative.body).toMatchObject({
        message:
          'Scale.autoscaling "scaled" is invalid: spec.replicas: Invalid value: -3: must be greater than or equal to 0',
        details: { causes: [{ field: 'spec.replicas' }] },
      });
    });
  });

  describe('field managers', () => {
    it('records who wrote what, by the name given or the user agent', async () => {
      await create(still('owned'), '?fieldManager=maker');
      const path = apps('deployments/owned');
      await client().patch('merge', `${path}?fieldManager=service-manager`, {
        spec: { template: { metadata: { annotations: { at: 'now' } } } },
      });
      await client().patch('merge', `${path}/scale`, { spec: { replicas: 2 } });
      const { body } = await client().get(path);
      expect(managers(body)).toEqual(
        expect.arrayContaining([
          ['maker', 'Update', undefined],
          ['service-manager', 'Update', undefined],
          ['contract', 'Update', 'scale'],
        ]),
      );
      const of = (name: string) =>
        body.metadata.managedFields.find((m: any) => m.manager === name)
          .fieldsV1['f:spec'];
      expect(of('maker')).not.toHaveProperty('f:replicas');
      expect(of('maker')).toHaveProperty('f:selector');
      expect(of('contract')).toEqual({ 'f:replicas': {} });
      expect(
        of('service-manager')['f:template']['f:metadata']['f:annotations'],
      ).toMatchObject({ 'f:at': {} });
    });

    it('refuses to apply a field of somebody else, and takes it when forced', async () => {
      await create(still('contested'), '?fieldManager=maker');
      const path = apps('deployments/contested');
      const config = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'contested' },
        spec: { replicas: 5 },
      };
      const refused = await client().patch(
        'apply',
        `${path}?fieldManager=other`,
        config,
      );
      expect(refused.code).toBe(409);
      expect(refused.body).toMatchObject({
        reason: 'Conflict',
        message:
          'Apply failed with 1 conflict: conflict with "maker" using apps/v1: .spec.replicas',
        details: {
          causes: [
            {
              reason: 'FieldManagerConflict',
              message: 'conflict with "maker" using apps/v1',
              field: '.spec.replicas',
            },
          ],
        },
      });
      const forced = await client().patch(
        'apply',
        `${path}?fieldManager=other&force=true`,
        config,
      );
      expect([forced.code, forced.body.spec.replicas]).toEqual([200, 5]);
      const fields = forced.body.metadata.managedFields;
      const other = fields.find((m: any) => m.manager === 'other');
      expect(other).toMatchObject({
        operation: 'Apply',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
      });
      const maker = fields.find((m: any) => m.manager === 'maker');
      expect(maker.fieldsV1['f:spec']).not.toHaveProperty('f:replicas');
    });

    it('creates by apply, and removes what is no longer applied', async () => {
      const path = `${core('configmaps/applied')}?fieldManager=tool`;
      const first = await client().patch(
        'apply',
        path,
        configMap('applied', { a: '1', b: '2' }),
      );
      expect(first.code).toBe(201);
      await client().patch('merge', core('configmaps/applied'), {
        data: { c: '3' },
      });
      const second = await client().patch(
        'apply',
        path,
        configMap('applied', { a: '9' }),
      );
      expect([second.code, second.body.data]).toEqual([
        200,
        { a: '9', c: '3' },
      ]);
    });

    it('refuses an apply without a manager, naming the parameter', async () => {
      const { code, body } = await client().patch(
        'apply',
        core('configmaps/nameless'),
        configMap('nameless'),
      );
      expect(code).toBe(422);
      expect(body.details.causes).toEqual([
        expect.objectContaining({ field: 'fieldManager' }),
      ]);
    });
  });

  describe('deleting', () => {
    it('honours preconditions and answers with a Status', async () => {
      await client().call('POST', core('configmaps'), configMap('doomed'));
      const path = core('configmaps/doomed');
      const wrong = await client().call('DELETE', path, {
        preconditions: { uid: '00000000-0000-0000-0000-000000000000' },
      });
      expect([wrong.code, wrong.body.reason]).toEqual([409, 'Conflict']);
      const right = await client().call('DELETE', path);
      expect(right.code).toBe(200);
      expect(right.body).toMatchObject({
        kind: 'Status',
        status: 'Success',
        details: { name: 'doomed', kind: 'configmaps' },
      });
    });

    it('keeps an object with a finalizer until that is gone', async () => {
      const object: any = configMap('held');
      object.metadata.finalizers = ['example.org/hold'];
      await client().call('POST', core('configmaps'), object);
      const { body } = await client().call('DELETE', core('configmaps/held'));
      expect(body.metadata.deletionTimestamp).toBeDefined();
      expect((await client().get(core('configmaps/held'))).code).toBe(200);
      await client().patch('merge', core('configmaps/held'), {
        metadata: { finalizers: null },
      });
      expect((await client().get(core('configmaps/held'))).code).toBe(404);
    });
  });
}
