import { randomUUID } from 'crypto';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  IncidentRecord,
  RoundChanges,
  RuleRecord,
  StateRecord,
} from '../alerts';
import { EvaluatorLeaseLostError } from '../alerts';
import { testDatabases } from './__testUtils__/databases';
import { DatabaseAlertStore } from './DatabaseAlertStore';

jest.setTimeout(60_000);

const NOW = new Date('2026-03-01T12:00:00.000Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const web = 'component:default/web';
const api = 'component:default/api';

const incident = (more: Partial<IncidentRecord> = {}): IncidentRecord => ({
  id: randomUUID(),
  entityRef: web,
  ruleId: 'default:down',
  firedAt: NOW.toISOString(),
  settled: false,
  title: 'web',
  owner: 'group:default/team-a',
  kind: 'down',
  severity: 'critical',
  summary: 'It is down',
  ...more,
});

const state = (more: Partial<StateRecord['state']> = {}): StateRecord => ({
  entityRef: web,
  ruleId: 'default:down',
  state: {
    phase: 'pending',
    verdict: 'bad',
    badMs: 0,
    goodMs: 0,
    seenAt: NOW.toISOString(),
    since: NOW.toISOString(),
    ...more,
  },
});

const removing = (at: Date = NOW) => ({
  id: randomUUID(),
  by: 'user:default/bob',
  at: at.toISOString(),
});

const changes = (more: Partial<RoundChanges> = {}): RoundChanges => ({
  states: [],
  forget: [],
  opened: [],
  ended: [],
  ...more,
});

describe('DatabaseAlertStore', () => {
  const databases = testDatabases();

  databases.describeEach(id => {
    let store: DatabaseAlertStore;
    let other: DatabaseAlertStore;

    beforeEach(async () => {
      const knex = await databases.open(id);
      const database = mockServices.database({ knex });
      store = await DatabaseAlertStore.create({ database });
      other = await DatabaseAlertStore.create({ database });
    });

    const claim = async (by = store, owner = 'a') =>
      (await by.claim(owner, await by.lease()))!;

    it('gives the lease to one of two that want it at once', async () => {
      const seen = await store.lease();
      expect(seen).toEqual({ owner: undefined, beat: 0, fencingToken: 0 });
      const leases = await Promise.all([
        store.claim('a', seen),
        other.claim('b', seen),
      ]);
      expect(leases.filter(Boolean)).toEqual([{ fencingToken: 1 }]);
      expect(await store.claim('c', seen)).toBeUndefined();
    });

    it('shows that the holder lives, and that nobody holds it', async () => {
      const lease = await claim();
      const { beat } = await store.lease();
      await store.renew(lease);
      expect(await other.lease()).toEqual({
        owner: 'a',
        beat: beat + 1,
        fencingToken: 1,
      });
      await store.release(lease);
      expect((await other.lease()).owner).toBeUndefined();
    });

    it('lets who lost the lease write nothing any more', async () => {
      const old = await claim();
      await claim(other, 'b');
      const lost = EvaluatorLeaseLostError;
      await expect(store.renew(old)).rejects.toThrow(lost);
      await expect(
        store.saveRound(
          old,
          changes({ states: [state()], opened: [incident()] }),
          NOW,
        ),
      ).rejects.toThrow(lost);
      await expect(store.saveTold(old, 'any', 'firing', false)).rejects.toThrow(
        lost,
      );
      await store.release(old);
      expect((await store.lease()).owner).toBe('b');
      expect(await store.states()).toEqual([]);
      expect(await store.unsettled()).toEqual([]);
    });

    it('keeps one incident of a rule open, whatever is opened again', async () => {
      const lease = await claim();
      const first = incident();
      await store.saveRound(lease, changes({ opened: [first] }), NOW);
      await store.saveRound(
        lease,
        changes({ opened: [incident(), incident({ entityRef: api })] }),
        NOW,
      );
      expect(
        (await store.unsettled()).map(one => one.entityRef).sort(),
      ).toEqual([api, web]);
      expect(await store.incidents(web, 10)).toEqual([first]);
      await store.saveRound(
        lease,
        changes({
          ended: [{ entityRef: web, ruleId: 'default:down', ending: 'over' }],
        }),
        later(5),
      );
      const second = incident({ firedAt: later(6).toISOString() });
      await store.saveRound(lease, changes({ opened: [second] }), later(6));
      expect(await store.incidents(web, 10)).toEqual([
        second,
        { ...first, endedAt: later(5).toISOString(), ending: 'over' },
      ]);
    });

    it('does not let an incident end before it began', async () => {
      const lease = await claim();
      await store.saveRound(lease, changes({ opened: [incident()] }), NOW);
      await store.saveRound(
        lease,
        changes({
          ended: [{ entityRef: web, ruleId: 'default:down', ending: 'over' }],
        }),
        later(-60),
      );
      const [ended] = await store.incidents(web, 1);
      expect(ended.endedAt).toBe(ended.firedAt);
    });

    it('remembers what was told until nothing is left to tell', async () => {
      const lease = await claim();
      const one = incident();
      await store.saveRound(lease, changes({ opened: [one] }), NOW);
      await store.saveTold(lease, one.id, 'firing', false);
      expect(await other.unsettled()).toEqual([{ ...one, told: 'firing' }]);
      await store.saveTold(lease, one.id, 'resolved', true);
      expect(await other.unsettled()).toEqual([]);
    });

    it('keeps states of rules, of one service and of a hundred', async () => {
      const lease = await claim();
      const many = Array.from({ length: 120 }, (_, index) => ({
        ...state({ badMs: index }),
        entityRef: `component:default/web-${index}`,
      }));
      await store.saveRound(lease, changes({ states: many }), NOW);
      expect(await store.states()).toHaveLength(120);
      const [first] = many;
      await store.saveRound(
        lease,
        changes({
          states: [{ ...first, state: { ...first.state, phase: 'firing' } }],
          forget: many.slice(1, 3),
        }),
        NOW,
      );
      expect(await store.states()).toHaveLength(118);
      expect(await store.states(first.entityRef)).toEqual([
        { ...first, state: { ...first.state, phase: 'firing' } },
      ]);
    });

    it('keeps rules by service and id', async () => {
      const rule: RuleRecord = {
        entityRef: web,
        id: 'r1',
        definition: {
          kind: 'error-logs',
          enabled: true,
          severity: 'warning',
          forSeconds: 60,
          perMinute: 10,
        },
        changedBy: 'user:default/ann',
        changedAt: NOW.toISOString(),
      };
      await store.saveRule(rule);
      await store.saveRule({ ...rule, entityRef: api });
      const changed = { ...rule, changedBy: 'user:default/bob' };
      await store.saveRule(changed);
      expect(await store.rules(web)).toEqual([changed]);
      expect(await store.rules()).toHaveLength(2);
      const removal = removing();
      const removed = {
        ...removal,
        entityRef: web,
        kind: 'rule',
        rule: changed,
      };
      expect(await store.deleteRule(web, 'r1', removal)).toEqual(removed);
      expect(await store.deleteRule(web, 'r1', removing())).toBeUndefined();
      expect(await store.rules()).toHaveLength(1);
      expect(await store.removals(web, later(-1))).toEqual([removed]);
    });

    it('gives what was taken away back to one of two who want it, and for a while', async () => {
      const rule: RuleRecord = {
        entityRef: web,
        id: 'r1',
        definition: {
          kind: 'error-logs',
          enabled: true,
          severity: 'warning',
          forSeconds: 60,
          perMinute: 10,
        },
        changedBy: 'user:default/ann',
        changedAt: NOW.toISOString(),
      };
      await store.saveRule(rule);
      await store.deleteRule(web, 'r1', removing());
      const [{ id: removal }] = await store.removals(web, later(-1));
      expect(await store.takeRemoval(api, removal, later(-1))).toBeUndefined();
      expect(await store.takeRemoval(web, removal, later(1))).toBeUndefined();
      const taken = await Promise.all([
        store.takeRemoval(web, removal, later(-1)),
        other.takeRemoval(web, removal, later(-1)),
      ]);
      expect(taken.filter(Boolean)).toHaveLength(1);
      await store.addRemoval(taken.find(Boolean)!);
      await store.purgeRemovals(NOW);
      expect(await store.removals(web, later(-1))).toHaveLength(1);
      await store.purgeRemovals(later(1));
      expect(await store.removals(web, later(-1))).toEqual([]);
    });

    it('leafs through what fired within a range, newest first, each once', async () => {
      const lease = await claim();
      const all: IncidentRecord[] = [];
      // Several at a moment, each of its own rule.
      for (let index = 0; index < 23; index += 1) {
        const one = incident({
          ruleId: `r${index}`,
          firedAt: later(Math.floor(index / 3)).toISOString(),
        });
        all.push(one);
        await store.saveRound(lease, changes({ opened: [one] }), NOW);
      }
      await store.saveRound(
        lease,
        changes({ opened: [incident({ entityRef: api })] }),
        NOW,
      );
      const range = { until: later(100) };
      const found: IncidentRecord[] = [];
      for (;;) {
        const last = found.at(-1);
        const page = await store.incidentsWithin(web, range, {
          limit: 4,
          before: last && { firedAt: last.firedAt, id: last.id },
        });
        found.push(...page);
        if (page.length < 4) break;
      }
      expect(found.map(({ id: one }) => one).sort()).toEqual(
        all.map(({ id: one }) => one).sort(),
      );
      const times = found.map(({ firedAt }) => firedAt);
      expect(times).toEqual([...times].sort().reverse());
      expect(
        await store.incidentsWithin(
          web,
          { until: later(2) },
          { limit: 50, before: { firedAt: later(2).toISOString() } },
        ),
      ).toHaveLength(6);
    });

    it('counts to a range what began before it and lasts into it', async () => {
      const lease = await claim();
      const over = incident({ ruleId: 'over' });
      const lasting = incident({ ruleId: 'lasting' });
      await store.saveRound(lease, changes({ opened: [over, lasting] }), NOW);
      await store.saveRound(
        lease,
        changes({
          ended: [{ entityRef: web, ruleId: 'over', ending: 'over' }],
        }),
        later(5),
      );
      const rulesIn = async (from: Date) =>
        (
          await store.incidentsWithin(
            web,
            { from, until: later(60) },
            { limit: 9 },
          )
        )
          .map(({ ruleId }) => ruleId)
          .sort();
      expect(await rulesIn(later(5))).toEqual(['lasting', 'over']);
      expect(await rulesIn(later(6))).toEqual(['lasting']);
    });

    it('remembers when the owner was told', async () => {
      const lease = await claim();
      const one = incident();
      await store.saveRound(lease, changes({ opened: [one] }), NOW);
      await store.saveTold(lease, one.id, 'firing', false, later(1));
      await store.saveTold(lease, one.id, 'resolved', true, later(7));
      expect((await store.incidents(web, 1))[0].toldAt).toEqual({
        firing: later(1).toISOString(),
        resolved: later(7).toISOString(),
      });
    });

    it('knows the silences that are in force', async () => {
      const silence = {
        id: randomUUID(),
        entityRef: web,
        ruleId: 'default:down',
        by: 'user:default/ann',
        reason: 'Migration',
        from: NOW.toISOString(),
        until: later(60).toISOString(),
      };
      await store.addSilence(silence);
      expect(await store.silences(later(59))).toEqual([silence]);
      expect(await store.silences(NOW, api)).toEqual([]);
      expect(await store.silences(later(60))).toEqual([]);
      expect(
        await store.endSilence(api, silence.id, removing()),
      ).toBeUndefined();
      expect(
        await store.endSilence(web, silence.id, removing(later(1))),
      ).toMatchObject({ kind: 'silence', silence });
      expect(
        await store.endSilence(web, silence.id, removing(later(2))),
      ).toBeUndefined();
      expect(await store.silences(later(2))).toEqual([]);
      const within = (from: number, until: number) =>
        store.silencesWithin(web, {
          from: later(from).toISOString(),
          until: later(until).toISOString(),
        });
      const ended = { ...silence, until: later(1).toISOString() };
      expect(await within(0, 60)).toEqual([ended]);
      expect(await within(-5, -1)).toEqual([]);
      expect(await within(1, 60)).toEqual([]);
      // As old as incidents are when they go.
      await store.purge(later(2));
      expect(await within(0, 60)).toEqual([]);
    });

    it('deletes ended incidents past their time, and nothing that goes on', async () => {
      const lease = await claim();
      const ended = incident();
      const untold = incident({ entityRef: api });
      const open = incident({ entityRef: 'component:default/db' });
      const end = ({ entityRef, ruleId }: IncidentRecord) =>
        ({ entityRef, ruleId, ending: 'over' } as const);
      await store.saveRound(
        lease,
        changes({ opened: [ended, untold, open] }),
        NOW,
      );
      await store.saveRound(
        lease,
        changes({ ended: [end(ended), end(untold)] }),
        later(1),
      );
      await store.saveTold(lease, ended.id, 'resolved', true);
      expect(await store.purge(later(1))).toBe(0);
      expect(await store.purge(later(2))).toBe(1);
      expect((await store.unsettled()).map(one => one.id).sort()).toEqual(
        [untold.id, open.id].sort(),
      );
    });
  });
});
