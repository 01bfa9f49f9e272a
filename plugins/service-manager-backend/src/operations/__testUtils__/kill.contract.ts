/* eslint-disable jest/no-export -- the suite of kill.test.ts and kill.long.test.ts */
import { spawn } from 'child_process';
import { join } from 'path';
import { mockServices } from '@backstage/backend-test-utils';
import type { OperationRequest } from '@vtasker/backstage-plugin-service-manager-common';
import createKnex, { Knex } from 'knex';
import { DatabaseOperationStore } from '../../database';
import type { CrashPoint } from '../follow/WriteRunner';
import type { ChildOptions } from './child';
import { deployment } from './objects';
import { eventually, Stage, TestCluster } from './stage';

const LEASE_MS = 1_500;
const root = join(__dirname, '..', '..', '..', '..', '..');

/** The parts that a suite runs on. */
export interface KillParts {
  cluster: TestCluster;
  /** How a child reaches the same cluster. */
  address: Pick<ChildOptions, 'url' | 'ca' | 'headers'>;
  /** A database of its own, for the child and for the test. */
  database(name: string): Promise<Knex.Config>;
  /** How many writes of the product arrived in a namespace, counted there. */
  arrived(namespace: string): number;
  stop(): Promise<void>;
}

/** A verb, how many writes it takes, and where its backend is killed. */
export interface KillCase {
  request: OperationRequest;
  writes: number;
  deaths: Array<[CrashPoint, number]>;
}

/** Each step of an operation whose writes are `writes` in number. */
export function deathsAt(writes: number): Array<[CrashPoint, number]> {
  const each = Array.from({ length: writes }, (_, index) => index + 1);
  return [
    ['claimed', 1],
    ['started', 1],
    ...(['intended', 'sent', 'recorded'] as const).flatMap(point =>
      each.map((nth): [CrashPoint, number] => [point, nth]),
    ),
    ['acted', 1],
    ['ended', 1],
  ];
}

export function killContract(
  start: () => Promise<KillParts>,
  cases: KillCase[],
) {
  let parts: KillParts;
  let stage: Stage;

  beforeAll(async () => {
    parts = await start();
    stage = new Stage(async () => parts.cluster);
    await stage.start();
  }, 120_000);
  afterEach(() => stage.afterEach());
  afterAll(async () => {
    await stage?.stop();
    await parts?.stop();
  });

  /** Resolves with the signal that ended it. */
  function backend(
    options: Pick<ChildOptions, 'database' | 'point' | 'nth'>,
  ): Promise<string | number | null> {
    return new Promise((resolve, reject) => {
      const child = spawn(
        process.execPath,
        [
          '--import',
          'tsx',
          join(__dirname, 'child.ts'),
          JSON.stringify({ ...parts.address, leaseMs: LEASE_MS, ...options }),
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

  describe.each(cases)('$request.verb', ({ request, writes, deaths }) => {
    it.each(deaths)(
      'killed at "%s" (%i): each write was sent once, and the outcome is true',
      async (point, nth) => {
        const ns = await stage.namespace();
        await stage.ready(deployment(ns, 'web', { replicas: 2 }));
        const original = await stage.get('Deployment', ns, 'web');
        const database = await parts.database(
          `${request.verb}_${point}_${nth}`,
        );
        const knex = createKnex(database);
        try {
          const store = await DatabaseOperationStore.create({
            database: mockServices.database({ knex }),
          });
          // Accepts only; following is the children's work.
          const door = await stage.operations({ store, idle: true });
          const { id } = await door.run(stage.context(ns), request);
          const before = parts.arrived(ns);
          expect(await backend({ database, point, nth })).toBe('SIGKILL');

          const successor = await stage.operations({
            store,
            settings: { leaseMs: LEASE_MS },
          });
          const done = await stage.ended(successor, id);
          expect([done.outcome, done.error]).toEqual(['succeeded', undefined]);
          const object = await stage.get('Deployment', ns, 'web');
          const { replicas } = object.spec;
          expect([replicas, object.status.replicas ?? 0]).toEqual(
            request.verb === 'stop' ? [0, 0] : [2, 2],
          );
          const same =
            JSON.stringify(object.spec.template) ===
            JSON.stringify(original.spec.template);
          expect(same).toBe(request.verb === 'stop');
          // Counted where they arrive.
          expect(parts.arrived(ns) - before).toBe(writes);
          await eventually('the end of the lease', async () => {
            const open = await store.running(stage.context(ns).entityRef);
            return open === undefined;
          });
          await successor.stop();
        } finally {
          await knex.destroy();
        }
      },
    );
  });
}
