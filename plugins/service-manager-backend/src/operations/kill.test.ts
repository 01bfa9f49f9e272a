import { spawn } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { mockServices } from '@backstage/backend-test-utils';
import { startSandbox } from '@internal/sandbox';
import createKnex from 'knex';
import { DatabaseOperationStore } from '../database';
import { sandboxCluster } from './__testUtils__/clusters';
import { deployment } from './__testUtils__/objects';
import { eventually, Stage } from './__testUtils__/stage';

jest.setTimeout(120_000);

const LEASE_MS = 1_500;
const root = join(__dirname, '..', '..', '..', '..');

describe('kill -9 of the backend in the middle of a stop', () => {
  let stage: Stage;
  let sandbox: Awaited<ReturnType<typeof startSandbox>>;
  let folder: string;

  beforeAll(async () => {
    sandbox = await startSandbox({ speed: 20 });
    stage = new Stage(await sandboxCluster(sandbox));
    await stage.start();
    folder = mkdtempSync(join(tmpdir(), 'operations-'));
  }, 60_000);
  afterEach(() => stage.afterEach());
  afterAll(async () => {
    await stage?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Resolves with the signal that ended it. */
  function backend(options: object): Promise<string | number | null> {
    return new Promise((resolve, reject) => {
      const child = spawn(
        process.execPath,
        [
          '--import',
          'tsx',
          join(__dirname, '__testUtils__', 'child.ts'),
          JSON.stringify({ url: sandbox.url, leaseMs: LEASE_MS, ...options }),
        ],
        {
          cwd: root,
          stdio: ['ignore', 'inherit', 'inherit'],
          env: { ...process.env, NODE_OPTIONS: '' },
        },
      );
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(signal ?? code));
    });
  }

  it.each([
    ['claimed', 1],
    ['started', 1],
    ['intended', 2],
    ['sent', 2],
    ['recorded', 1],
    ['acted', 1],
    ['ended', 1],
  ])(
    'at "%s" (%i): each write was sent once, and the outcome is true',
    async (point, nth) => {
      const ns = await stage.namespace();
      await stage.ready(deployment(ns, 'web', { replicas: 2 }));
      const file = join(folder, `${point}.sqlite`);
      const knex = createKnex({
        client: 'better-sqlite3',
        connection: file,
        useNullAsDefault: true,
      });
      await knex.raw('pragma journal_mode = wal');
      const store = await DatabaseOperationStore.create({
        database: mockServices.database({ knex }),
      });
      // Accepts only; following is the children's work.
      const door = await stage.operations({ store, idle: true });
      const before = sandbox.requests();
      const { id } = await door.run(stage.context(ns), {
        verb: 'stop',
        parameters: {},
      });
      const dryRuns = patches(sandbox.requests()) - patches(before);
      expect(await backend({ file, point, nth })).toBe('SIGKILL');

      const successor = await stage.operations({
        store,
        settings: { leaseMs: LEASE_MS },
      });
      const done = await stage.ended(successor, id);
      expect([done.outcome, done.error]).toEqual(['succeeded', undefined]);
      const object = await stage.get('Deployment', ns, 'web');
      expect([object.spec.replicas, object.status.replicas ?? 0]).toEqual([
        0, 0,
      ]);
      // The mark and the scale; counted where they arrive.
      const sent = patches(sandbox.requests()) - patches(before) - dryRuns;
      expect(sent).toBe(2);
      await eventually('the end of the lease', async () => {
        const open = await store.running(stage.context(ns).entityRef);
        return open === undefined;
      });
      await successor.stop();
      await knex.destroy();
    },
  );
});

function patches(requests: Record<string, number>): number {
  return Object.entries(requests)
    .filter(([key]) => key.startsWith('PATCH '))
    .reduce((sum, [, count]) => sum + count, 0);
}
