import { mockServices } from '@backstage/backend-test-utils';
import { testDatabases } from '../database/__testUtils__/databases';
import { DatabaseAlertStore } from '../database';
import { look, status, subject, World } from './__testUtils__/world';

jest.setTimeout(60_000);

describe('how many alerts fire, of all services', () => {
  const databases = testDatabases();

  databases.describeEach(id => {
    let world: World;
    let store: DatabaseAlertStore;

    beforeEach(async () => {
      world = new World();
      store = await DatabaseAlertStore.create({
        database: mockServices.database({ knex: await databases.open(id) }),
      });
    });

    it('tells the same as the list of one service, silenced ones apart', async () => {
      const api = subject('api');
      world.subjects.push(api);
      const [web] = world.subjects;
      const alerts = world.backend(store);
      expect(await alerts.counts(world.subjects)).toEqual(
        new Map([
          [web.entityRef, { firing: 0, silenced: 0, unknown: [] }],
          [api.entityRef, { firing: 0, silenced: 0, unknown: [] }],
        ]),
      );
      world.shows('failed');
      await world.pass(3 * 60, alerts);
      // Pending is not firing.
      expect((await alerts.counts([web])).get(web.entityRef)).toMatchObject({
        firing: 0,
      });
      await world.pass(3 * 60, alerts);
      expect((await alerts.counts([web])).get(web.entityRef)).toEqual({
        firing: 1,
        silenced: 0,
        severity: 'critical',
        unknown: [],
      });
      await alerts.silence(
        web,
        {
          alertId: 'own:default:down',
          reason: 'Migration',
          until: new Date(world.now().getTime() + 3_600_000).toISOString(),
        },
        'user:default/ann',
      );
      expect((await alerts.counts([web])).get(web.entityRef)).toEqual({
        firing: 0,
        silenced: 1,
        severity: undefined,
        unknown: [],
      });
      const { alerts: listed } = await alerts.list(web);
      expect(listed.map(({ silences }) => silences.length)).toEqual([1]);
    });

    it('is unknown while a cluster does not answer', async () => {
      const alerts = world.backend(store);
      world.looks.set(
        'web',
        look({ status: status('running'), silentClusters: ['Production'] }),
      );
      const [web] = world.subjects;
      expect((await alerts.counts([web])).get(web.entityRef)).toEqual({
        firing: 0,
        silenced: 0,
        severity: undefined,
        unknown: [
          'Production does not answer, so that its rules cannot be judged.',
        ],
      });
    });

    it('asks the database three times, however many services and viewers', async () => {
      for (let index = 0; index < 2_000; index += 1) {
        world.subjects.push(subject(`web-${index}`));
      }
      const alerts = world.backend(store);
      const asked = (['rules', 'states', 'silences'] as const).map(name =>
        jest.spyOn(store, name),
      );
      const all = await Promise.all(
        Array.from({ length: 20 }, () => alerts.counts(world.subjects)),
      );
      expect(all.map(({ size }) => size)).toEqual(Array(20).fill(2_001));
      expect(asked.map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1]);
    });
  });
});
