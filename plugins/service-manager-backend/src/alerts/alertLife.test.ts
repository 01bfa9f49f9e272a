import { mockServices } from '@backstage/backend-test-utils';
import { DatabaseAlertStore } from '../database';
import { testDatabases } from '../database/__testUtils__/databases';
import { look, status, subject, World } from './__testUtils__/world';

jest.setTimeout(60_000);

const day = (count: number) => count * 24 * 60 * 60_000;

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

    it('tells later what could not be told at first, and not too often meanwhile', async () => {
      world.shows('failed');
      const alerts = world.backend(store);
      let tries = 0;
      world.onSend = () => {
        tries += 1;
        throw new Error('no such plugin');
      };
      await world.pass(15 * 60, alerts);
      expect(tries).toBeGreaterThan(2);
      expect(tries).toBeLessThan(8);
      world.onSend = undefined;
      await world.pass(10 * 60, alerts);
      expect(world.titles()).toEqual(['web is down']);
    });

    it('a service that somebody stopped is not down; one that stopped otherwise is', async () => {
      const alerts = world.backend(store);
      world.shows('stopped', 'StoppedByPerson');
      await world.pass(10 * 60, alerts);
      const stopMeant = jest.fn(async () => true);
      world.looks.set('web', look({ status: status('stopped'), stopMeant }));
      await world.pass(10 * 60, alerts);
      expect(stopMeant).toHaveBeenCalled();
      expect(world.sent).toEqual([]);
      world.looks.set('web', look({ status: status('stopped') }));
      await world.pass(6 * 60, alerts);
      expect(world.sent[0].payload).toMatchObject({
        title: 'web is down',
        description: 'It is stopped, and nobody stopped it from here',
      });
    });

    it('a cluster that does not answer is unknown: nothing fires, nothing is over', async () => {
      const alerts = world.backend(store);
      const silentClusters = ['Production'];
      world.looks.set(
        'web',
        look({ status: status('failed'), silentClusters }),
      );
      await world.pass(30 * 60, alerts);
      expect(world.sent).toEqual([]);
      const { rules } = await alerts.list(web);
      expect(rules[0]).toMatchObject({
        id: 'default:down',
        state: 'unknown',
        problem: 'Production does not answer, so it is not known.',
      });
      world.shows('failed');
      await world.pass(6 * 60, alerts);
      world.looks.set('web', look({ silentClusters }));
      await world.pass(60 * 60, alerts);
      expect(world.titles()).toEqual(['web is down']);
      expect((await alerts.list(web)).alerts[0].state).toBe('firing');
    });

    it('what flaps is one incident', async () => {
      const alerts = world.backend(store);
      world.shows('failed');
      await world.pass(6 * 60, alerts);
      for (let times = 0; times < 10; times++) {
        world.shows('running');
        await world.pass(45, alerts);
        world.shows('failed');
        await world.pass(45, alerts);
      }
      expect(world.titles()).toEqual(['web is down']);
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

    it('silence honoured: what is over before the silence is, is told of to nobody', async () => {
      const alerts = world.backend(store);
      world.shows('failed');
      await world.pass(60, alerts);
      const silence = await alerts.silence(
        web,
        {
          alertId: 'own:default:down',
          reason: 'Migration',
          until: new Date(world.now().getTime() + day(1)).toISOString(),
        },
        'user:default/ann',
      );
      await world.pass(10 * 60, alerts);
      world.shows('running');
      await world.pass(10 * 60, alerts);
      expect(world.sent).toEqual([]);
      expect(await store.unsettled()).toEqual([]);
      // The silence holds on for the next time, until it is ended.
      world.shows('failed');
      await world.pass(10 * 60, alerts);
      expect(world.sent).toEqual([]);
      await alerts.endSilence(web, silence.id);
      await world.pass(15, alerts);
      expect(world.titles()).toEqual(['web is down']);
    });

    it('an owner turns a default off, and it comes back as it was', async () => {
      const alerts = world.backend(store);
      world.shows('failed');
      await world.pass(6 * 60, alerts);
      const [{ definition }] = (await alerts.list(web)).rules;
      const off = await alerts.saveRule(
        web,
        { id: 'default:down', definition: { ...definition, enabled: false } },
        'user:default/ann',
      );
      expect(off).toMatchObject({
        state: 'disabled',
        origin: 'default',
        changedBy: 'user:default/ann',
      });
      await world.pass(15, alerts);
      expect((await alerts.list(web)).alerts).toEqual([]);
      expect(world.titles()).toEqual([
        'web is down',
        'No longer watched: web is down',
      ]);
      await alerts.deleteRule(web, 'default:down');
      const [back] = (await alerts.list(web)).rules;
      expect(back).toEqual({
        id: 'default:down',
        definition,
        origin: 'default',
        state: 'inactive',
        summary: expect.any(String),
      });
      await world.pass(6 * 60, alerts);
      expect(world.inbox()).toHaveLength(2);
    });

    it('what leaves the catalog is no longer watched; an unread catalog ends nothing', async () => {
      const alerts = world.backend(store);
      world.shows('failed');
      world.subjects.push(subject('api'));
      await world.pass(6 * 60, alerts);
      const all = world.subjects.splice(0);
      await world.pass(60, alerts);
      expect(world.titles()).toEqual(['web is down']);
      world.subjects.push(all[1]);
      await world.pass(60, alerts);
      expect(world.titles()[1]).toBe('No longer watched: web is down');
    });

    it('nobody is told where a service has no owner; the page shows it all the same', async () => {
      const alerts = world.backend(store);
      world.subjects.splice(0, 1, subject('web'));
      world.shows('failed');
      await world.pass(6 * 60, alerts);
      expect((await alerts.list(web)).alerts).toHaveLength(1);
      world.shows('running');
      await world.pass(3 * 60, alerts);
      expect(world.sent).toEqual([]);
      expect(await store.unsettled()).toEqual([]);
    });
  });
});
