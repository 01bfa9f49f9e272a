import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { describeWith, START_TIMEOUT_MILLIS } from '../jest';
import { startPostgres } from './postgres';

jest.setTimeout(START_TIMEOUT_MILLIS);

describeWith('postgres', 'a real Postgres', () => {
  it('answers, creates databases, and is gone after the stop', async () => {
    const postgres = await startPostgres();
    const [{ version }] = await postgres.query('select version()');
    expect(version).toMatch(/^PostgreSQL 18/);

    const url = await postgres.createDatabase('odd "name"');
    const client = new Client(url);
    await client.connect();
    await expect(
      client.query('select current_database() as name'),
    ).resolves.toMatchObject({ rows: [{ name: 'odd "name"' }] });
    await client.end();

    await postgres.stop();
    await expect(postgres.query('select 1')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    await postgres.stop();
  });

  it('keeps the data in a folder that was chosen', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'chosen-'));
    try {
      const first = await startPostgres({ dataDir });
      await first.query('create table kept (value int)');
      await first.query('insert into kept values ($1)', [42]);
      await first.stop();
      expect(existsSync(dataDir)).toBe(true);
      const second = await startPostgres({ dataDir });
      await expect(second.query('select value from kept')).resolves.toEqual([
        { value: 42 },
      ]);
      await second.stop();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  it('can be replaced by an address from the environment', async () => {
    const real = await startPostgres();
    process.env.TESTBED_POSTGRES_URL = real.url;
    try {
      const other = await startPostgres();
      expect(other.external).toBe(true);
      await other.stop();
      await expect(real.query('select 1 as one')).resolves.toEqual([
        { one: 1 },
      ]);
    } finally {
      delete process.env.TESTBED_POSTGRES_URL;
      await real.stop();
    }
  });

  it('says which setting it could not start with', async () => {
    await expect(
      startPostgres({ settings: { no_such_setting: '1' } }),
    ).rejects.toThrow(/no_such_setting/);
  });
});
