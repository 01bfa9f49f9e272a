/* eslint-disable jest/no-export, jest/expect-expect -- one suite for several clusters */
import type { ContractClient, ContractCluster } from './client';
import { configMap, core, NAMESPACE } from './fixtures';

export function readContract(
  client: () => ContractClient,
  cluster: () => ContractCluster,
) {
  const make = (name: string, data = {}, labels = {}) =>
    client().call('POST', core('configmaps'), configMap(name, data, labels));

  describe('reading', () => {
    it('answers 404 with the resource and name in details', async () => {
      const { code, body } = await client().get(core('pods/nope'));
      expect(code).toBe(404);
      expect(body).toMatchObject({
        kind: 'Status',
        reason: 'NotFound',
        message: 'pods "nope" not found',
        details: { name: 'nope', kind: 'pods' },
        code: 404,
      });
    });

    it('refuses a field selector it does not know with 400', async () => {
      const { code, body } = await client().get(
        `${core('pods')}?fieldSelector=spec.foo%3Dx`,
      );
      expect(code).toBe(400);
      expect(body).toMatchObject({
        reason: 'BadRequest',
        message: expect.stringContaining('field label not supported: spec.foo'),
      });
    });

    it('lists by label and field selectors', async () => {
      await make('pick-a', {}, { tier: 'front', team: 'x' });
      await make('pick-b', {}, { tier: 'back', team: 'x' });
      await make('pick-c', {}, { team: 'x' });
      const names = async (query: string) =>
        (await client().get(`${core('configmaps')}?${query}`)).body.items.map(
          (o: any) => o.metadata.name,
        );
      const select = (text: string) =>
        names(`labelSelector=${encodeURIComponent(text)}`);
      expect(await select('team=x,tier=front')).toEqual(['pick-a']);
      expect(await select('team=x,tier in (front, back)')).toEqual([
        'pick-a',
        'pick-b',
      ]);
      expect(await select('team=x,tier!=front')).toEqual(['pick-b', 'pick-c']);
      expect(await select('team=x,!tier')).toEqual(['pick-c']);
      expect(await select('team=x,tier notin (back)')).toEqual([
        'pick-a',
        'pick-c',
      ]);
      expect(await names('fieldSelector=metadata.name%3Dpick-b')).toEqual([
        'pick-b',
      ]);
    });

    it('pages a list with one version for all pages', async () => {
      const selector = 'labelSelector=set%3Dpages';
      for (let i = 0; i < 5; i++) await make(`page-${i}`, {}, { set: 'pages' });
      const url = `${core('configmaps')}?${selector}&limit=2`;
      const first = (await client().get(url)).body;
      await make('page-9', {}, { set: 'pages' });
      const token = encodeURIComponent(first.metadata.continue);
      const second = (await client().get(`${url}&continue=${token}`)).body;
      const next = encodeURIComponent(second.metadata.continue);
      const third = (await client().get(`${url}&continue=${next}`)).body;
      const names = [first, second, third].flatMap(page =>
        page.items.map((o: any) => o.metadata.name),
      );
      expect(names).toEqual(['page-0', 'page-1', 'page-2', 'page-3', 'page-4']);
      expect(second.metadata.resourceVersion).toBe(
        first.metadata.resourceVersion,
      );
      expect(third.metadata.continue ?? '').toBe('');
    });

    it('refuses a continue token that cannot be read with 400', async () => {
      const { code, body } = await client().get(
        `${core('configmaps')}?limit=1&continue=nonsense`,
      );
      expect([code, body.reason]).toEqual([400, 'BadRequest']);
      expect(body.message).toMatch(/continue/);
    });
  });

  describe('watching', () => {
    it('delivers writes after a version, in order, with rising versions', async () => {
      const list = (await client().get(core('configmaps'))).body;
      const from = list.metadata.resourceVersion;
      await make('seen', { n: '0' });
      for (const n of ['1', '2', '3']) {
        await client().patch('merge', core('configmaps/seen'), { data: { n } });
      }
      await client().call('DELETE', core('configmaps/seen'));
      const watching = client().watch(
        `${core(
          'configmaps',
        )}?watch=true&resourceVersion=${from}&fieldSelector=metadata.name%3Dseen`,
      );
      await watching.next(e => e.type === 'DELETED');
      watching.stop();
      expect(watching.events.map(e => [e.type, e.object.data.n])).toEqual([
        ['ADDED', '0'],
        ['MODIFIED', '1'],
        ['MODIFIED', '2'],
        ['MODIFIED', '3'],
        ['DELETED', '3'],
      ]);
      const versions = watching.events.map(e =>
        Number(e.object.metadata.resourceVersion),
      );
      expect(versions).toEqual([...versions].sort((a, b) => a - b));
      expect(new Set(versions).size).toBe(5);
    });

    it('shows an object that leaves the selection as deleted, one that enters as added', async () => {
      const { body } = await make('moves', {}, { side: 'left' });
      const from = body.metadata.resourceVersion;
      const move = (side: string) =>
        client().patch('merge', core('configmaps/moves'), {
          metadata: { labels: { side } },
        });
      await move('right');
      await move('left');
      const watching = client().watch(
        `${core(
          'configmaps',
        )}?watch=true&resourceVersion=${from}&labelSelector=side%3Dleft`,
      );
      await watching.next(e => e.type === 'ADDED');
      watching.stop();
      expect(
        watching.events.map(e => [e.type, e.object.metadata.labels.side]),
      ).toEqual([
        ['DELETED', 'left'],
        ['ADDED', 'left'],
      ]);
    });

    it('starts with what is there when no version is named', async () => {
      await make('already');
      const watching = client().watch(
        `${core(
          'configmaps',
        )}?watch=true&fieldSelector=metadata.name%3Dalready`,
      );
      const { type } = await watching.next(() => true);
      watching.stop();
      expect(type).toBe('ADDED');
    });

    it('sends bookmarks with only a version when they are allowed', async () => {
      const list = (await client().get(core('configmaps'))).body;
      const watching = client().watch(
        `${core(
          'configmaps',
        )}?watch=true&allowWatchBookmarks=true&timeoutSeconds=8&resourceVersion=${
          list.metadata.resourceVersion
        }`,
      );
      // A server that has seen no write since its start has nothing to mark.
      await make('bookmarked');
      const { object } = await watching.next(e => e.type === 'BOOKMARK');
      expect(object).toMatchObject({
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: { resourceVersion: expect.stringMatching(/^\d+$/) },
      });
      await watching.ended;
    });

    it('marks the end of what was there with sendInitialEvents', async () => {
      await make('initial');
      const watching = client().watch(
        `${core(
          'configmaps',
        )}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`,
      );
      const { object } = await watching.next(e => e.type === 'BOOKMARK');
      watching.stop();
      expect(object.metadata.annotations).toMatchObject({
        'k8s.io/initial-events-end': 'true',
      });
      expect(
        watching.events.some(e => e.object.metadata.name === 'initial'),
      ).toBe(true);
    });

    it('says 410 Expired inside a 200 when the version is forgotten', async () => {
      const { body } = await make('forgotten');
      await client().patch('merge', core('configmaps/forgotten'), {
        data: { a: '1' },
      });
      await cluster().forget();
      const watching = client().watch(
        `${core('configmaps')}?watch=true&resourceVersion=${
          body.metadata.resourceVersion
        }`,
      );
      const { object } = await watching.next(e => e.type === 'ERROR');
      watching.stop();
      expect(object).toMatchObject({
        kind: 'Status',
        status: 'Failure',
        reason: 'Expired',
        code: 410,
        message: expect.stringContaining('too old resource version'),
      });
    });
  });

  describe('discovery', () => {
    it('names resources, their subresources and verbs', async () => {
      const { body } = await client().get('/apis/apps/v1');
      const find = (name: string) =>
        body.resources.find((r: any) => r.name === name);
      expect(find('deployments')).toMatchObject({
        kind: 'Deployment',
        namespaced: true,
        shortNames: ['deploy'],
        verbs: expect.arrayContaining(['get', 'list', 'watch', 'patch']),
      });
      expect(find('deployments/scale')).toMatchObject({
        group: 'autoscaling',
        version: 'v1',
        kind: 'Scale',
      });
      const groups = (await client().get('/apis')).body.groups.map(
        (g: any) => g.name,
      );
      expect(groups).toEqual(
        expect.arrayContaining(['apps', 'batch', 'autoscaling', 'policy']),
      );
      expect((await client().get('/version')).body.minor).toMatch(/^\d+/);
    });

    it('answers a path of no resource with 404', async () => {
      const { code } = await client().get(
        `/apis/apps/v1/namespaces/${NAMESPACE}/nothings`,
      );
      expect(code).toBe(404);
    });

    it('answers what one may do', async () => {
      const { code, body } = await client().call(
        'POST',
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { verb: 'list', resource: 'pods' } },
        },
      );
      expect([code, body.status.allowed]).toEqual([201, true]);
    });
  });
}
