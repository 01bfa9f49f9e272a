import { mockServices } from '@backstage/backend-test-utils';
import { DatabaseAlertStore } from '../database';
import { testDatabases } from '../database/__testUtils__/databases';
import { subject, World } from './__testUtils__/world';

jest.setTimeout(60_000);

describe('the life of an alert', () => {
  const databases = testDatabases();

  databases.describeEach(id => {
    let world: World;
    let open: () => Promise<DatabaseAlertStore>;
    let store: DatabaseAlertStore;

    beforeEach(async () => {
      world = new World();
      const knex = await databases.open(id);
      open = () =>
        DatabaseAlertStore.create({
          database: mockServices.database({ knex }),
        });
      store = await open();
    });

    const web = subject('web', 'group:default/team-a');

    it('fires after five minutes, tells the owner once, and takes it back when it is over', async () => {
      const alerts = world.backend(store);
      world.shows('failed', 'CrashLoopBackOff');
      await world.pass(5 * 60, alerts);
      expect((await alerts.list(web)).alerts).toEqual([
        expect.objectContaining({
          id: 'own:default:down',
          name: 'ServiceDown',
          state: 'pending',
          source: 'service-manager',
          summary: 'It is failed',
        }),
      ]);
      expect(world.sent).toEqual([]);
      await world.pass(15, alerts);
      const [{ state }] = (await alerts.list(web)).alerts;
      expect(state).toBe('firing');
      await world.pass(20 * 60, alerts);
      expect(world.sent).toEqual([
        {
          recipients: { type: 'entity', entityRef: 'group:default/team-a' },
          payload: {
            title: 'web is down',
            description: 'It is failed',
            link: '/catalog/default/component/web/service',
            severity: 'critical',
            topic: 'service-manager:alerts',
            scope: expect.stringMatching(/^service-manager:incident:/),
          },
        },
      ]);

      world.shows('running');
      await world.pass(3 * 60, alerts);
      expect((await alerts.list(web)).alerts).toEqual([]);
      expect(world.titles()).toEqual(['web is down', 'Over: web is down']);
      expect(world.inbox()).toHaveLength(1);
      await world.pass(10 * 60, alerts);
      expect(world.sent).toHaveLength(2);
    });

    it('one notification after a restart in every phase', async () => {
      world.shows('failed');
      let alerts = world.backend(store);
      const restart = async () => {
        await alerts.stop();
        alerts = world.backend(await open());
      };
      await world.pass(2 * 60, alerts);
      await restart();
      await world.pass(4 * 60, alerts);
      await restart();
      await world.pass(2 * 60, alerts);
      expect(world.titles()).toEqual(['web is down']);
      world.shows('running');
      await world.pass(30, alerts);
      await restart();
      await world.pass(2 * 60, alerts);
      expect(world.titles()).toEqual(['web is down', 'Over: web is down']);
      expect(await store.incidents(web.entityRef, 10)).toHaveLength(1);
    });

    it('one incident and one notification with two backends, of which one dies', async () => {
      world.shows('failed');
      const one = world.backend(store);
      const two = world.backend(await open());
      await world.pass(6 * 60, one, two);
      expect(world.titles()).toEqual(['web is down']);
      // The first gives no sign any more.
      await world.pass(6 * 60, two);
      world.shows('running');
      await world.pass(3 * 60, two);
      expect(world.titles()).toEqual(['web is down', 'Over: web is down']);
      expect(await store.incidents(web.entityRef, 10)).toHaveLength(1);
      // It was only asleep, and finds that it is no longer its turn.
      world.shows('failed');
      await world.pass(60, one);
      await world.pass(6 * 60, two, one);
      expect(world.titles()).toHaveLength(3);
      expect(world.inbox()).toHaveLength(2);
    });

    it.each([
      ['ahead by an hour', 60 * 60_000],
      ['behind by an hour', -60 * 60_000],
    ])(
      'clock skew: the second backend is %s, and takes over half-way',
      async (_, skewMs) => {
        world.shows('failed');
        const one = world.backend(store);
        const two = world.backend(await open(), { skewMs });
        await world.pass(2 * 60, one, two);
        expect((await store.lease()).fencingToken).toBe(1);
        // Neither clock has made it five minutes.
        await world.pass(2 * 60, two);
        expect((await store.lease()).fencingToken).toBe(2);
        expect(world.titles()).toEqual([]);
        await world.pass(4 * 60, two, one);
        expect(world.titles()).toEqual(['web is down']);
        world.shows('running');
        await world.pass(3 * 60, one, two);
        expect(world.titles()).toEqual(['web is down', 'Over: web is down']);
        const [{ firedAt, endedAt }] = await store.incidents(web.entityRef, 1);
        expect(endedAt! >= firedAt).toBe(true);
      },
    );

    it('a backend that ends between sending and storing tells it again under the same scope', async () => {
      world.shows('failed');
      const one = world.backend(store);
      world.onSend = sent => {
        world.sent.push(sent);
        throw new Error('the connection was cut after it was taken');
      };
      await world.pass(6 * 60, one);
      expect(world.sent.length).toBeGreaterThan(0);
      await one.stop();
      world.onSend = undefined;
      await world.pass(2 * 60, world.backend(await open()));
      expect(world.inbox()).toHaveLength(1);
    });

    it('silence honoured: quiet while it holds, told when it ends and it still fires', async () => {
      const alerts = world.backend(store);
      world.shows('failed');
      await world.pass(60, alerts);
      const until = new Date(world.now().getTime() + 30 * 60_000).toISOString();
      const silence = await alerts.silence(
        web,
        { alertId: 'own:default:down', reason: 'Migration', until },
        'user:default/ann',
      );
      expect(silence).toMatchObject({ by: 'user:default/ann', until });
      await world.pass(20 * 60, alerts);
      expect((await alerts.list(web)).alerts[0]).toMatchObject({
        state: 'firing',
        silences: [silence],
      });
      expect(world.sent).toEqual([]);
      await world.pass(11 * 60, alerts);
      expect(world.titles()).toEqual(['web is down']);
    });
  });
});
