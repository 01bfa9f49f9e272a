import { mockCredentials } from '@backstage/backend-test-utils';
import * as fc from 'fast-check';
import request from 'supertest';
import {
  component,
  createHarness,
  deployment,
  NOW,
} from './__testUtils__/harness';

const credentials = mockCredentials.user();
const orders = ['name', 'state', 'owner', 'system', 'restarts'] as const;

function fleet(count: number) {
  const names = Array.from({ length: count }, (_, index) => `svc-${index}`);
  const harness = createHarness({
    entities: names.map((name, index) =>
      component(name, {
        relations: [
          { type: 'ownedBy', targetRef: `group:default/team-${index % 3}` },
          { type: 'partOf', targetRef: `system:default/s-${index % 2}` },
        ],
      }),
    ),
  });
  harness.reader.snapshots = names.map((name, index) =>
    deployment(name, { replicas: index % 2, cluster: `c-${index % 2}` }),
  );
  const list = (query: any) =>
    harness.services.listServices({
      credentials,
      input: { params: {}, query, body: {} },
    });
  return { ...harness, list };
}

describe('the list of services', () => {
  it('pages through every service exactly once, in the order of one big page', async () => {
    const sizes = new Map(
      [0, 1, 7, 40].map(count => [count, fleet(count)] as const),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sizes.keys()),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(...orders),
        async (count, limit, orderBy) => {
          const { list } = sizes.get(count)!;
          const whole = await list({ orderBy, limit: 5000 });
          const seen: string[] = [];
          let cursor: string | undefined;
          do {
            const page: any = await list({ orderBy, limit, cursor });
            expect(page.totalItems).toBe(count);
            expect(page.items.length).toBeLessThanOrEqual(limit);
            seen.push(...page.items.map((item: any) => item.entityRef));
            cursor = page.nextCursor;
          } while (cursor);
          expect(seen).toEqual(whole.items.map(item => item.entityRef));
          expect(new Set(seen).size).toBe(count);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('skips and repeats no remaining service while others come and go', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(30), { maxLength: 10 }),
        async gone => {
          const { list, directory, context } = fleet(20);
          const first = await list({ limit: 7 });
          // Some vanish between two pages.
          jest
            .spyOn(directory, 'listFor')
            .mockImplementation(async () =>
              [...directory.known()].filter(
                ({ title }) => !gone.includes(Number(title.slice(4))),
              ),
            );
          const rest = await list({
            limit: 5000,
            cursor: first.nextCursor,
          });
          const shown = new Set(first.items.map(item => item.entityRef));
          for (const { entityRef } of rest.items) {
            expect(shown.has(entityRef)).toBe(false);
          }
          const expected = (await context.directory.listFor(credentials))
            .map(({ entityRef }) => entityRef)
            .filter(ref => !shown.has(ref));
          expect(rest.items.map(item => item.entityRef).sort()).toEqual(
            expected.sort(),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  it('takes a cursor only for the query and the person that it was made for', async () => {
    const { app, list } = fleet(5);
    const { nextCursor } = await list({ limit: 2 });
    const url = `/api/service-manager/v1/services?limit=2&cursor=${nextCursor}`;
    await request(app).get(url).expect(200);
    // Another page size is the same list.
    await request(app).get(url.replace('limit=2', 'limit=3')).expect(200);
    for (const pending of [
      request(app).get(`${url}&owner=group:default/team-1`),
      request(app).get(`${url}&orderBy=state`),
      request(app)
        .get(url)
        .set('Authorization', mockCredentials.user.header('user:default/b')),
    ]) {
      const { status, body } = await pending;
      expect(status).toBe(400);
      expect(body.error.code).toBe('INVALID_CURSOR');
    }
  });

  it.each([
    [{ search: 'SVC-3' }, ['svc-3']],
    [{ search: 'team-1 s-0' }, ['svc-4']],
    [
      { owner: 'group:default/team-0,group:default/team-2' },
      ['svc-0', 'svc-2', 'svc-3', 'svc-5'],
    ],
    [{ system: 'system:default/s-1' }, ['svc-1', 'svc-3', 'svc-5']],
    [{ state: 'stopped' }, ['svc-0', 'svc-2', 'svc-4']],
    [{ clusters: 'c-1' }, ['svc-1', 'svc-3', 'svc-5']],
  ])('filters by %j', async (query, titles) => {
    const { list } = fleet(6);
    const { items, totalItems } = await list(query);
    expect(items.map(({ title }) => title)).toEqual(titles);
    expect(totalItems).toBe(titles.length);
  });

  it('shows only what the caller may read, asking in batches', async () => {
    const { list, denied, permissions } = fleet(450);
    denied.add('service-manager.service.read component:default/svc-7');
    const { items, totalItems } = await list({ limit: 5000 });
    expect(totalItems).toBe(449);
    expect(items.some(({ title }) => title === 'svc-7')).toBe(false);
    expect(permissions.authorize).toHaveBeenCalledTimes(3);
    await list({ limit: 5000, search: 'svc-1' });
    expect(permissions.authorize).toHaveBeenCalledTimes(3);
  });

  it('is warmed beforehand, and tells what turned with time alone', async () => {
    const { clock, list, reader, states, directory } = fleet(10);
    await list({});
    reader.select.mockClear();
    expect(await states.warm(directory.known())).toEqual([]);
    expect(reader.select).not.toHaveBeenCalled();
    // Half a minute later one of them is seen otherwise, without any change.
    const later = new Date(NOW.getTime() + 30_000);
    clock.mockReturnValue(later);
    reader.snapshots[1] = deployment('svc-1', { replicas: 0 });
    const turned = await states.warm(directory.known());
    expect(turned.map(({ title }) => title)).toEqual(['svc-1']);
    expect(reader.select).toHaveBeenCalledTimes(10);
    await list({});
    expect(reader.select).toHaveBeenCalledTimes(10);
  });

  it('derives a row again only when something of it changed', async () => {
    const { list, reader, states } = fleet(10);
    await list({});
    expect(reader.select).toHaveBeenCalledTimes(10);
    await list({ search: 'svc' });
    expect(reader.select).toHaveBeenCalledTimes(10);
    states.forget(['component:default/svc-3']);
    await list({});
    expect(reader.select).toHaveBeenCalledTimes(11);
  });
});
