import { mockServices } from '@backstage/backend-test-utils';
import { DatabaseOperationStore } from '../database';
import { testDatabases } from '../database/__testUtils__/databases';
import { sandboxCluster } from './__testUtils__/clusters';
import { deployment } from './__testUtils__/objects';
import { onStage } from './__testUtils__/stage';

jest.setTimeout(60_000);

describe('two backends on one database', () => {
  const databases = testDatabases();
  const stage = onStage(sandboxCluster);

  databases.describeEach(id => {
    it('never both act', async () => {
      const knex = await databases.open(id);
      const open = () =>
        DatabaseOperationStore.create({
          database: mockServices.database({ knex }),
        });
      const both = [
        await stage.operations({ store: await open(), instanceId: 'a' }),
        await stage.operations({ store: await open(), instanceId: 'b' }),
      ];
      const services = await Promise.all(
        Array.from({ length: 5 }, async () => {
          const ns = await stage.namespace();
          await stage.ready(deployment(ns, 'web', { replicas: 2 }));
          return { ns, context: stage.context(ns) };
        }),
      );
      const verbs = ['stop', 'start', 'restart'] as const;
      for (const verb of verbs) {
        stage.cluster.reset();
        const accepted = await Promise.all(
          services.map(async ({ context }) => {
            // Both doors at the same moment, and both followers look for work.
            const results = await Promise.allSettled(
              both.map(one => one.run(context, { verb, parameters: {} })),
            );
            await Promise.all(both.map(one => one.tick()));
            return results.flatMap(r =>
              r.status === 'fulfilled' ? [r.value] : [],
            );
          }),
        );
        expect([verb, accepted.map(list => list.length)]).toEqual([
          verb,
          services.map(() => 1),
        ]);
        for (const [operation] of accepted) {
          const done = await stage.ended(both[1], operation.id);
          expect([verb, done.outcome, done.error]).toEqual([
            verb,
            'succeeded',
            undefined,
          ]);
        }
        const writes = stage.cluster.writes.map(({ method, path }) =>
          [method, path].join(' '),
        );
        expect([verb, writes.length]).toEqual([verb, new Set(writes).size]);
      }
    });
  });
});
