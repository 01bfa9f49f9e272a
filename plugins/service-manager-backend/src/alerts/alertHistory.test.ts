import { mockServices } from '@backstage/backend-test-utils';
import { testDatabases } from '../database/__testUtils__/databases';
import { DatabaseAlertStore } from '../database';
import { subject, World } from './__testUtils__/world';

jest.setTimeout(60_000);

const ann = 'user:default/ann';
const bob = 'user:default/bob';
const HOUR = 3_600_000;

describe('what has fired, and what was taken away', () => {
  const databases = testDatabases();

  databases.describeEach(id => {
    let world: World;
    let store: DatabaseAlertStore;
    const web = subject('web', 'group:default/team-a');

    beforeEach(async () => {
      world = new World();
      store = await DatabaseAlertStore.create({
        database: mockServices.database({ knex: await databases.open(id) }),
      });
    });

    const inAnHour = () => new Date(world.now().getTime() + HOUR).toISOString();
    const silencing = {
      alertId: 'own:default:down',
      reason: 'Migration',
    };

    it('tells from when to when, who was told when, and who kept it quiet', async () => {
      const alerts = world.backend(store);
      world.shows('failed');
      await world.pass(6 * 60, alerts);
      const silence = await alerts.silence(
        web,
        { ...silencing, until: inAnHour() },
        ann,
      );
      await world.pass(60, alerts);
      world.shows('running');
      await world.pass(3 * 60, alerts);
      const { items, timeline, keptDays } = await alerts.incidents(web, {
        until: world.now(),
        limit: 10,
      });
      expect(items).toEqual([
        expect.objectContaining({
          name: 'ServiceDown',
          severity: 'critical',
          source: 'service-manager',
          ending: 'over',
          definition: expect.objectContaining({ kind: 'down' }),
          silences: [silence],
          notified: {
            owner: 'group:default/team-a',
            firing: expect.stringMatching(/^2026-03-01T12:0/),
            resolved: expect.stringMatching(/^2026-03-01T12:0/),
          },
        }),
      ]);
      const [one] = items;
      expect(Date.parse(one.until!)).toBeGreaterThan(Date.parse(one.from));
      expect(timeline).toEqual([
        {
          id: one.id,
          name: one.name,
          severity: one.severity,
          from: one.from,
          until: one.until,
          silenced: true,
        },
      ]);
      expect(keptDays).toBe(400);
      // Not of another service, and not of another time.
      const until = world.now();
      expect(
        (await alerts.incidents(subject('api'), { until, limit: 9 })).items,
      ).toEqual([]);
      expect(
        (
          await alerts.incidents(web, {
            until: new Date(Date.parse(one.from) - 1),
            limit: 9,
          })
        ).items,
      ).toEqual([]);
    });

    it('pages to the first one, each once, whatever fires meanwhile', async () => {
      const alerts = world.backend(store);
      const fire = async () => {
        world.shows('failed');
        await world.pass(6 * 60, alerts);
        world.shows('running');
        await world.pass(2 * 60, alerts);
      };
      for (let times = 0; times < 7; times += 1) await fire();
      const query = { until: world.now(), limit: 3 };
      const first = await alerts.incidents(web, query);
      await fire();
      const found = [...first.items];
      let { next } = first;
      while (next) {
        const page = await alerts.incidents(web, { ...query, after: next });
        expect(page.timeline).toBeUndefined();
        found.push(...page.items);
        next = page.next;
      }
      expect(first.timeline).toHaveLength(7);
      expect(found.map(one => one.id)).toEqual(
        first.timeline!.map(one => one.id),
      );
    });

    it('puts back every rule that was deleted, not only the last one', async () => {
      const alerts = world.backend(store);
      const add = (perMinute: number) =>
        alerts.saveRule(
          web,
          {
            definition: {
              kind: 'error-logs',
              enabled: true,
              severity: 'warning',
              forSeconds: 0,
              perMinute,
            },
          },
          ann,
        );
      const rules = [await add(1), await add(2)];
      for (const rule of rules) await alerts.deleteRule(web, rule.id, bob);
      const { removed = [], rules: left } = await alerts.list(web);
      expect(left.filter(({ origin }) => origin === 'service')).toEqual([]);
      expect(removed).toHaveLength(2);
      expect(removed[0]).toMatchObject({
        kind: 'rule',
        by: bob,
        origin: 'service',
      });
      for (const one of removed) await alerts.restoreRule(web, one.id);
      const after = await alerts.list(web);
      expect(after.removed).toEqual([]);
      expect(
        after.rules
          .filter(({ origin }) => origin === 'service')
          .map(rule => [rule.id, rule.changedBy]),
      ).toEqual(expect.arrayContaining(rules.map(rule => [rule.id, ann])));
      await expect(
        alerts.restoreRule(web, removed[0].id),
      ).rejects.toMatchObject({ code: 'REMOVAL_NOT_FOUND', field: 'id' });
    });

    it('puts back what was changed of a default', async () => {
      const alerts = world.backend(store);
      const [{ definition }] = (await alerts.list(web)).rules;
      const off = { ...definition, enabled: false };
      await alerts.saveRule(web, { id: 'default:down', definition: off }, ann);
      const removed = await alerts.deleteRule(web, 'default:down', ann);
      expect(removed).toMatchObject({ kind: 'rule', origin: 'default' });
      expect(await alerts.restoreRule(web, removed!.id)).toMatchObject({
        id: 'default:down',
        state: 'disabled',
      });
    });

    it('puts back a silence for the rest of its time, and nobody is told', async () => {
      const alerts = world.backend(store);
      world.shows('failed');
      await world.pass(60, alerts);
      const until = inAnHour();
      const silence = await alerts.silence(web, { ...silencing, until }, ann);
      const removed = await alerts.endSilence(web, silence.id, bob);
      expect(removed).toMatchObject({
        kind: 'silence',
        of: 'ServiceDown',
        reason: 'Migration',
        ends: until,
        by: bob,
      });
      expect(await alerts.restoreSilence(web, removed!.id)).toMatchObject({
        by: ann,
        reason: 'Migration',
        until,
      });
      await world.pass(10 * 60, alerts);
      expect(world.sent).toEqual([]);
    });

    it('tells of what a silence was also when its rule was removed after it', async () => {
      const metrics = { latest: async () => ({ value: 2 }) };
      const alerts = world.backend(store, { metrics });
      const { id: ruleId } = await alerts.saveRule(
        web,
        {
          definition: {
            kind: 'metric',
            enabled: true,
            severity: 'warning',
            forSeconds: 0,
            panel: 'cpu',
            above: 1,
          },
        },
        ann,
      );
      await world.pass(60, alerts);
      const silence = await alerts.silence(
        web,
        { ...silencing, alertId: `own:${ruleId}`, until: inAnHour() },
        ann,
      );
      await alerts.endSilence(web, silence.id, bob);
      await alerts.deleteRule(web, ruleId, bob);
      expect(
        (await alerts.list(web)).removed!.find(one => one.kind === 'silence'),
      ).toMatchObject({ of: 'MetricThreshold' });
    });

    it('offers nothing that is over, of another service, or of another right', async () => {
      const alerts = world.backend(store);
      world.shows('failed');
      await world.pass(60, alerts);
      const silence = await alerts.silence(
        web,
        { ...silencing, until: inAnHour() },
        ann,
      );
      const removed = (await alerts.endSilence(web, silence.id, bob))!;
      const gone = { code: 'REMOVAL_NOT_FOUND' };
      await expect(
        alerts.restoreSilence(subject('api'), removed.id),
      ).rejects.toMatchObject(gone);
      await expect(alerts.restoreRule(web, removed.id)).rejects.toMatchObject(
        gone,
      );
      world.passed += HOUR;
      expect((await alerts.list(web)).removed).toEqual([]);
      await expect(
        alerts.restoreSilence(web, removed.id),
      ).rejects.toMatchObject(gone);
    });
  });
});
