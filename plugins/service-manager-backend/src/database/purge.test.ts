import { mockServices } from '@backstage/backend-test-utils';
import { createLimits } from '../access';
import type { OperationRecord } from '../operations';
import { testDatabases } from './__testUtils__/databases';
import { aRecord } from './__testUtils__/records';
import { DatabaseOperationStore } from './DatabaseOperationStore';

jest.setTimeout(60_000);

const day = (number: number) => new Date(Date.UTC(2026, 0, number, 10));

describe('what becomes of old records', () => {
  const databases = testDatabases();

  async function open(id: 'SQLITE_3' | 'POSTGRES') {
    const knex = await databases.open(id);
    const store = await DatabaseOperationStore.create({
      database: mockServices.database({ knex }),
    });
    let count = 0;
    /** An operation of a service of its own, ended unless said otherwise. */
    async function operation(
      createdAt: Date,
      more: Partial<OperationRecord> = {},
    ) {
      count += 1;
      const record = aRecord({
        entityRef: `component:default/s${count}`,
        workloads: [`w${count}`],
        createdAt: createdAt.toISOString(),
        phase: 'ended',
        outcome: 'succeeded',
        ...more,
      });
      await store.create(record, { key: `k${count}`, bodyHash: 'h' });
      return { ...record, key: `k${count}` };
    }
    const rows = async (table: string) =>
      Number((await knex(table).count({ n: '*' }))[0].n);
    return { knex, store, operation, rows };
  }

  databases.describeEach(id => {
    it('old ended operations go, with their keys and locks', async () => {
      const { store, operation, rows } = await open(id);
      const old = await operation(day(1));
      const recent = await operation(day(9));
      expect(
        await store.purge({ operationsBefore: day(5), keysBefore: day(1) }),
      ).toEqual({ operations: 1, keys: 0 });
      expect(await store.get(old.id)).toBeUndefined();
      expect(await store.list(old.entityRef, { limit: 5 })).toEqual([]);
      expect((await store.get(recent.id))?.id).toBe(recent.id);
      expect(await store.findByKey(recent.actor, recent.key)).toBeDefined();
      expect(await rows('operation_keys')).toBe(1);
      expect(await rows('operation_locks')).toBe(1);
    });

    it('what runs, is still watched, or is a stop in force stays', async () => {
      const { knex, store, operation } = await open(id);
      const running = await operation(day(1), {
        phase: 'following',
        outcome: undefined,
      });
      const watched = await operation(day(1));
      await knex('operations')
        .where({ id: watched.id })
        .update({ watch_until: day(2).toISOString() });
      const stop = await operation(day(1), { verb: 'stop' });
      const { workload } = stop.targets[0];
      await knex('stop_memories').insert({
        workload_id: workload.id,
        entity_ref: stop.entityRef,
        operation_id: stop.id,
        document: '{}',
      });
      const limits = { operationsBefore: day(5), keysBefore: day(1) };
      expect(await store.purge(limits)).toEqual({ operations: 0, keys: 0 });
      for (const one of [running, watched, stop]) {
        expect((await store.get(one.id))?.id).toBe(one.id);
      }
      // Started again: now it is only history.
      await knex('stop_memories').delete();
      expect(await store.purge(limits)).toEqual({ operations: 1, keys: 0 });
      expect(await store.get(stop.id)).toBeUndefined();
    });

    it('old keys go, and their operations stay', async () => {
      const { store, operation } = await open(id);
      const old = await operation(day(1));
      const recent = await operation(day(9));
      expect(
        await store.purge({ operationsBefore: day(1), keysBefore: day(5) }),
      ).toEqual({ operations: 0, keys: 1 });
      expect(await store.findByKey(old.actor, old.key)).toBeUndefined();
      expect(await store.findByKey(recent.actor, recent.key)).toBeDefined();
      expect((await store.get(old.id))?.id).toBe(old.id);
    });

    it('more than one batch goes at once, and none when it is to stop', async () => {
      const { knex, store, operation, rows } = await open(id);
      const { id: first } = await operation(day(1));
      const [row] = await knex('operations').where({ id: first });
      await knex.batchInsert(
        'operations',
        Array.from({ length: 1_200 }, (_, index) => ({
          ...row,
          id: `old-${index}`,
        })),
        50,
      );
      const limits = { operationsBefore: day(5), keysBefore: day(1) };
      const stopped = AbortSignal.abort();
      await store.purge({ ...limits, signal: stopped });
      expect(await rows('operations')).toBe(1_201);
      expect(await store.purge(limits)).toMatchObject({ operations: 1_201 });
      expect(await rows('operations')).toBe(0);
    });

    it('the changes of the last minute are counted over all replicas', async () => {
      const { store, operation } = await open(id);
      const replica = () =>
        createLimits({
          writesPerMinute: 3,
          previewsPerMinute: 1,
          queriesPerMinute: 1,
          history: store,
          clock: () => day(1),
        });
      const ago = (seconds: number) =>
        new Date(day(1).getTime() - seconds * 1_000);
      const ann = { key: 'ann', actor: 'user:default/ann' };
      await operation(ago(90));
      await operation(ago(45));
      await operation(ago(1), { actor: 'user:default/bob' });
      await operation(ago(20));
      await expect(replica().write(ann)).resolves.toBeUndefined();
      await operation(ago(10), { phase: 'accepted', outcome: undefined });
      await expect(replica().write(ann)).rejects.toMatchObject({
        code: 'TOO_MANY_WRITES',
        retryAfterSeconds: 15,
      });
      await expect(
        replica().write({ key: 'bob', actor: 'user:default/bob' }),
      ).resolves.toBeUndefined();
    });
  });
});
