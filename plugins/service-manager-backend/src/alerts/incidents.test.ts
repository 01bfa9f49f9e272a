import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { DatabaseAlertStore } from '../database';
import { look, status, subject, World } from './__testUtils__/world';

jest.setTimeout(60_000);

const day = (count: number) => count * 24 * 60 * 60_000;

describe('what is an incident, and who is told of it', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let world: World;
  let store: DatabaseAlertStore;

  beforeEach(async () => {
    world = new World();
    const knex = await databases.init('SQLITE_3');
    store = await DatabaseAlertStore.create({
      database: mockServices.database({ knex }),
    });
  });

  const web = subject('web', 'group:default/team-a');

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
    world.looks.set('web', look({ status: status('failed'), silentClusters }));
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
    await alerts.endSilence(web, silence.id, 'user:default/ann');
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
    await alerts.deleteRule(web, 'default:down', 'user:default/ann');
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
