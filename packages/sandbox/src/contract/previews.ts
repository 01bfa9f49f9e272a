/* eslint-disable jest/no-export -- one suite for several clusters */
import type { ContractClient } from './client';
import { apps, configMap, core, deployment, NAMESPACE } from './fixtures';

export function previewContract(client: () => ContractClient) {
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
