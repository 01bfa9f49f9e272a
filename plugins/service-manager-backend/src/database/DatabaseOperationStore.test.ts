import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { LeaseLostError, OperationRunningError } from '../operations';
import { testDatabases } from './__testUtils__/databases';
import { aRecord } from './__testUtils__/records';
import { DatabaseOperationStore } from './DatabaseOperationStore';

jest.setTimeout(60_000);

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 10, 0, second));

describe('DatabaseOperationStore', () => {
  const databases = testDatabases();

  async function open(id: 'SQLITE_3' | 'POSTGRES') {
    const knex = await databases.open(id);
    return { knex, store: await storeOn(knex) };
  }

  function storeOn(knex: Knex) {
    return DatabaseOperationStore.create({
      database: mockServices.database({ knex }),
    });
  }

  databases.describeEach(id => {
    it('gives back what was stored', async () => {
      const { store } = await open(id);
      const record = aRecord({ reason: 'because', watchUntil: undefined });
      await store.create(record);
      expect(await store.get(record.id)).toEqual(
        JSON.parse(JSON.stringify(record)),
      );
      expect((await store.running(record.entityRef))?.id).toBe(record.id);
      expect(await store.get('none')).toBeUndefined();
    });

    it('lets only one of many claims at the same moment through', async () => {
      const { store } = await open(id);
      const record = aRecord();
      await store.create(record);
      const claims = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          store.claim(record.id, `follower-${i}`, at(0), 30_000),
        ),
      );
      expect(claims.filter(Boolean)).toHaveLength(1);
    });

    it('refuses every write of a follower whose lease was taken over', async () => {
      const { store } = await open(id);
      const record = aRecord();
      await store.create(record);
      const first = (await store.claim(record.id, 'a', at(0), 10_000))!;
      expect(await store.claim(record.id, 'b', at(9), 10_000)).toBeUndefined();
      const second = (await store.claim(record.id, 'b', at(11), 10_000))!;
      expect(second.lease.fencingToken).toBe(first.lease.fencingToken + 1);

      const options = { now: at(12), leaseMs: 10_000 };
      const late = { ...first.record, phase: 'ended' as const };
      await expect(
        store.save(late, first.lease, { ...options, unlock: true }),
      ).rejects.toThrow(LeaseLostError);
      await expect(store.renew(first.lease, at(12), 10_000)).rejects.toThrow(
        LeaseLostError,
      );
      await store.release(first.lease);
      // Neither the row nor the locks moved, and the lease stands.
      expect((await store.get(record.id))?.phase).toBe('accepted');
      await expect(
        store.create(aRecord({ entityRef: 'component:default/other' })),
      ).rejects.toThrow(OperationRunningError);
      expect(await store.unfollowed(at(13))).toEqual([]);

      await store.save(
        { ...second.record, phase: 'following' },
        second.lease,
        options,
      );
      expect((await store.get(record.id))?.phase).toBe('following');
    });

    it('offers what nobody follows: free, expired, and watched after the end', async () => {
      const { store } = await open(id);
      const record = aRecord();
      await store.create(record);
      expect(await store.unfollowed(at(0))).toEqual([record.id]);
      const { lease } = (await store.claim(record.id, 'a', at(0), 10_000))!;
      expect(await store.unfollowed(at(5))).toEqual([]);
      expect(await store.unfollowed(at(11))).toEqual([record.id]);
      const ended = {
        ...record,
        phase: 'ended' as const,
        watchUntil: at(60).toISOString(),
      };
      await store.save(ended, lease, { now: at(11), leaseMs: 1_000 });
      expect(await store.unfollowed(at(20))).toEqual([record.id]);
      await store.save({ ...ended, watchUntil: undefined }, lease, {
        now: at(20),
        leaseMs: 1_000,
      });
      expect(await store.unfollowed(at(30))).toEqual([]);
    });

    it('lets only one operation run on a service and on a workload', async () => {
      const { store } = await open(id);
      const results = await Promise.allSettled(
        Array.from({ length: 6 }, () => store.create(aRecord())),
      );
      expect(results.filter(r => r.status === 'fulfilled')).toHaveLength(1);
      expect(
        results.filter(
          r =>
            r.status === 'rejected' &&
            r.reason instanceof OperationRunningError,
        ),
      ).toHaveLength(5);
      // Another entity that names the same workload.
      await expect(
        store.create(
          aRecord({
            entityRef: 'component:default/same',
            workloads: ['api', 'web'],
          }),
        ),
      ).rejects.toThrow(OperationRunningError);
      // And nothing of it is left behind.
      await store.create(
        aRecord({ entityRef: 'component:default/same', workloads: ['api'] }),
      );
    });

    it('frees the workload with the end of the operation', async () => {
      const { store } = await open(id);
      const record = aRecord();
      await store.create(record);
      const { lease } = (await store.claim(record.id, 'a', at(0), 10_000))!;
      await store.save(
        { ...record, phase: 'ended', outcome: 'failed' },
        lease,
        { now: at(1), leaseMs: 10_000, unlock: true },
      );
      await store.create(aRecord());
      expect(await store.requestCancel(record.id, { ref: 'ann' })).toBe(false);
    });

    it('keeps who cancels, whatever its follower writes meanwhile', async () => {
      const { store } = await open(id);
      const record = aRecord();
      await store.create(record);
      const { lease } = (await store.claim(record.id, 'a', at(0), 10_000))!;
      const onBehalfOf = { user: 'user:default/bob', groups: ['g'] };
      const bob = { ref: 'user:default/bob', onBehalfOf };
      expect(await store.requestCancel(record.id, bob)).toBe(true);
      await store.save({ ...record, phase: 'acting' }, lease, {
        now: at(1),
        leaseMs: 10_000,
      });
      expect(await store.get(record.id)).toMatchObject({
        phase: 'acting',
        cancelRequestedBy: bob.ref,
        cancelOnBehalfOf: onBehalfOf,
      });
    });

    it('answers a repeated key with the first operation, also at the same moment', async () => {
      const { store } = await open(id);
      const key = { key: 'k', bodyHash: 'h' };
      const records = Array.from({ length: 5 }, () => aRecord());
      const results = await Promise.all(
        records.map(record => store.create(record, key)),
      );
      const created = results.filter(result => !result.existing);
      expect(created).toHaveLength(1);
      const first = records[results.indexOf(created[0])];
      expect(
        results.filter(({ existing }) => existing?.id === first.id),
      ).toHaveLength(4);
      expect(await store.findByKey('user:default/ann', 'k')).toMatchObject({
        bodyHash: 'h',
        record: { id: first.id },
      });
      expect(await store.findByKey('user:default/bob', 'k')).toBeUndefined();
    });

    it('ends the late watch of what a newer operation replaces', async () => {
      const { store } = await open(id);
      const watched = async (name: string) => {
        const record = aRecord({
          entityRef: `component:default/${name}`,
          workloads: [name],
        });
        await store.create(record);
        const { lease } = (await store.claim(record.id, 'a', at(0), 10_000))!;
        await store.save(
          {
            ...record,
            phase: 'ended',
            outcome: 'succeeded',
            watchUntil: at(59).toISOString(),
          },
          lease,
          { now: at(1), leaseMs: 10_000, unlock: true },
        );
        return { record, lease };
      };
      const [web, api, db] = [
        await watched('web'),
        await watched('api'),
        await watched('db'),
      ];
      await store.create(aRecord({ workloads: ['web'] }));
      await store.create(
        aRecord({
          entityRef: 'component:default/api',
          workloads: ['api'],
          undoOf: api.record.id,
        }),
      );
      expect(await store.get(web.record.id)).toMatchObject({
        outcome: 'superseded',
      });
      expect((await store.get(web.record.id))?.watchUntil).toBeUndefined();
      const undone = await store.get(api.record.id);
      expect(undone?.outcome).toBe('succeeded');
      expect(undone?.undoneBy).toBeDefined();
      expect((await store.get(db.record.id))?.outcome).toBe('succeeded');
      // Who watched it has lost it, and cannot write its outcome back.
      await expect(store.renew(web.lease, at(2), 10_000)).rejects.toThrow(
        LeaseLostError,
      );
    });

    it('pages through a list without gaps or repeats, also at equal times', async () => {
      const { store } = await open(id);
      const ids: string[] = [];
      for (let i = 0; i < 7; i += 1) {
        const record = aRecord({
          phase: 'ended',
          workloads: [`w${i}`],
          createdAt: at(Math.floor(i / 3)).toISOString(),
        });
        ids.push(record.id);
        await store.create(record);
      }
      const seen: string[] = [];
      let before: { createdAt: string; id: string } | undefined;
      for (let i = 0; i < 4; i += 1) {
        const page = await store.list('component:default/web', {
          limit: 2,
          before,
        });
        seen.push(...page.map(record => record.id));
        before = page.at(-1);
      }
      expect([...seen].sort()).toEqual([...ids].sort());
    });

    it('reads the latest of many services in one query', async () => {
      const { knex, store } = await open(id);
      for (const [name, second] of [
        ['a', 1],
        ['a', 3],
        ['a', 2],
        ['b', 1],
      ] as const) {
        await store.create(
          aRecord({
            entityRef: `component:default/${name}`,
            workloads: [`${name}${second}`],
            phase: 'ended',
            outcome: 'succeeded',
            createdAt: at(second).toISOString(),
          }),
        );
      }
      let queries = 0;
      knex.on('query', () => {
        queries += 1;
      });
      const latest = await store.latest(
        ['a', 'b', 'c'].map(name => `component:default/${name}`),
      );
      expect(queries).toBe(1);
      expect([...latest.keys()].sort()).toEqual([
        'component:default/a',
        'component:default/b',
      ]);
      expect(latest.get('component:default/a')).toMatchObject({
        at: at(3).toISOString(),
        verb: 'restart',
        outcome: 'succeeded',
      });
    });

    it('keeps the memory of a stop until it is forgotten', async () => {
      const { store } = await open(id);
      const record = aRecord({ verb: 'stop' });
      await store.create(record);
      const { lease } = (await store.claim(record.id, 'a', at(0), 10_000))!;
      const { workload } = record.targets[0];
      const memory = {
        workload,
        entityRef: record.entityRef,
        title: record.title,
        target: record.target,
        operationId: record.id,
        replicas: 3,
        by: record.actor,
        at: record.createdAt,
        until: at(30).toISOString(),
      };
      const options = { now: at(1), leaseMs: 10_000 };
      await store.save(record, lease, { ...options, remember: [memory] });
      expect((await store.memories([workload.id])).get(workload.id)).toEqual(
        memory,
      );
      expect(await store.dueMemories(at(29))).toEqual([]);
      expect(await store.dueMemories(at(30))).toEqual([memory]);
      await store.clearUntil(record.id);
      expect(await store.dueMemories(at(31))).toEqual([]);
      expect(
        (await store.memories([workload.id])).get(workload.id)?.until,
      ).toBeUndefined();
      await store.save(record, lease, { ...options, forget: [workload.id] });
      expect(await store.memories([workload.id])).toEqual(new Map());
    });
  });
});
