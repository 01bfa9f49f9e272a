import {
  describeWith,
  PrometheusEndpoint,
  START_TIMEOUT_MILLIS,
  startPrometheus,
} from '@internal/testbed';
import * as fc from 'fast-check';
import { expressions, scraps } from '../__testUtils__/arbitraryQueries';
import { pods } from '../__testUtils__/history';
import { ownQueries } from '../__testUtils__/ownQueries';
import { RecordingProxy } from '../__testUtils__/RecordingProxy';
import { history, start, testRoom } from '../__testUtils__/testRoom';
import { unscoped } from '../__testUtils__/unscoped';
import { inject, parseQuery } from './inject';

jest.setTimeout(START_TIMEOUT_MILLIS);

describeWith('prometheus', 'a query of one’s own, at a real Prometheus', () => {
  let prometheus: PrometheusEndpoint;
  let proxy: RecordingProxy;
  const room = () => testRoom(proxy.url);

  beforeAll(async () => {
    prometheus = await startPrometheus({ history });
    proxy = await RecordingProxy.start(prometheus.url);
  });
  afterAll(async () => {
    await proxy?.stop();
    await prometheus?.stop();
  });

  it.each(ownQueries)('%s shows nothing of others', async query => {
    const made = room();
    const before = proxy.promql.length;
    const answer = await made.query(query).catch(error => error);
    const sent = proxy.promql.slice(before);
    expect(sent).toHaveLength(1);
    expect(sent.flatMap(one => unscoped(one, 'shop'))).toEqual([]);
    // What this Prometheus does not understand is the person's to correct.
    const refused = answer instanceof Error;
    expect(refused ? answer : { field: 'query.query' }).toMatchObject({
      field: 'query.query',
    });
    const told = refused ? '' : JSON.stringify(answer.series);
    expect(told).not.toMatch(/vault|bank|secret_of_others|web-db|"us"/);
  });

  it('is read by Prometheus itself as we have read it', async () => {
    const sample = { numRuns: 250, seed: 7 };
    const queries = [
      ...ownQueries.map(([query]) => query),
      ...fc.sample(expressions, sample),
      ...fc.sample(scraps, { ...sample, numRuns: 1_000 }),
    ];
    const matchers = [
      { label: 'namespace', operator: '=' as const, value: 'shop' },
      { label: 'pod', operator: '=~' as const, value: 'web-.*' },
    ];
    const kept = queries.flatMap(query => {
      try {
        return inject(parseQuery(query), matchers);
      } catch {
        return [];
      }
    });
    let understood = 0;
    for (const query of new Set(kept)) {
      // Written anew out of what its own parser understood.
      const written = await prometheus
        .api('format_query', { query })
        .catch(() => undefined);
      if (written === undefined) continue;
      understood++;
      expect({ query, free: unscoped(written, 'shop') }).toEqual({
        query,
        free: [],
      });
    }
    expect(understood).toBeGreaterThan(200);
  });

  it('sees all that is the service’s, and only that', async () => {
    const { series } = await room().query('{__name__=~".+"}');
    const own = await prometheus.api('series', {
      'match[]': `{namespace="shop",pod=~"${pods.alive}|${pods.dead}",k8s="e-1"}`,
      start: String(start),
      end: String(start + 2_400),
    });
    expect(series.map(({ labels }) => JSON.stringify(labels)).sort()).toEqual(
      own.map((labels: object) => JSON.stringify(labels)).sort(),
    );
    expect(series.length).toBeGreaterThan(30);
  });

  it('is told what Prometheus says of it', async () => {
    await expect(room().query('http_requests_total[5m]')).rejects.toMatchObject(
      {
        status: 400,
        field: 'query.query',
        message: expect.stringContaining('invalid expression type'),
      },
    );
  });
});
