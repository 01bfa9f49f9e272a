import http from 'http';
import type { AddressInfo } from 'net';
import type { Upstream } from '../../../upstreams';
import { ErrorLines } from './ErrorLines';

describe('error lines of a cluster', () => {
  let server: http.Server;
  let asked: URLSearchParams[];
  let answer: { status: number; type: string; body: string };

  beforeEach(async () => {
    asked = [];
    server = http.createServer((req, res) => {
      let body = '';
      req.on('data', chunk => (body += chunk));
      req.on('end', () => {
        asked.push(new URLSearchParams(body));
        res.writeHead(answer.status, { 'content-type': answer.type });
        res.end(answer.body);
      });
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  });

  afterEach(() => new Promise(done => server.close(done)));

  function create(more: Partial<Upstream> = {}) {
    const upstream: Upstream = {
      kind: 'loki',
      name: 'loki',
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      clusterValues: {},
      headers: {},
      labels: { namespace: 'namespace', pod: 'pod', container: 'container' },
      timeoutMs: 5_000,
      ...more,
    };
    return new ErrorLines({
      upstreams: [upstream],
      clock: () => new Date('2026-03-01T12:00:40Z'),
    });
  }

  function answers(resultType: string, result: unknown[]) {
    answer = {
      status: 200,
      type: 'application/json',
      body: JSON.stringify({ status: 'success', data: { resultType, result } }),
    };
  }

  it('asks once for all pods, kept to the cluster where one Loki has several', async () => {
    answers('vector', [
      {
        metric: { ns: 'shop', pod: 'web-1' },
        value: [1_772_366_440, '17'],
      },
    ]);
    const errors = create({
      clusterLabel: 'cluster',
      clusterValues: { east: 'prod"east' },
      labels: { namespace: 'ns', pod: 'pod', container: 'container' },
    });
    const counts = await errors.errorLines('east', { sinceSeconds: 300 });
    expect(counts).toEqual(new Map([['shop/web-1', 17]]));
    expect(asked).toHaveLength(1);
    expect(asked[0].get('query')).toBe(
      'sum by (ns,pod) (count_over_time({cluster="prod\\"east",ns=~".+",pod=~".+"} | detected_level=~"error|critical|fatal" [300s]))',
    );
    expect(asked[0].get('time')).toBe('1772366440000000000');
  });

  it('gives a count for each step, aligned, and 0 where Loki has none', async () => {
    answers('matrix', [
      {
        metric: { namespace: 'shop', pod: 'web-1' },
        values: [
          [1_772_366_280, '2'],
          [1_772_366_400, '5'],
        ],
      },
    ]);
    const trend = await create().errorTrend('any', {
      sinceSeconds: 180,
      stepSeconds: 60,
    });
    expect(trend?.at.map(at => at.toISOString())).toEqual([
      '2026-03-01T11:58:00.000Z',
      '2026-03-01T11:59:00.000Z',
      '2026-03-01T12:00:00.000Z',
    ]);
    expect(trend?.counts).toEqual(new Map([['shop/web-1', [2, 0, 5]]]));
  });

  it('is undefined for a cluster that no Loki knows, and does not hide a failure', async () => {
    const errors = create({ clusters: ['east'] });
    expect(
      await errors.errorLines('west', { sinceSeconds: 60 }),
    ).toBeUndefined();
    expect(asked).toEqual([]);
    answer = { status: 200, type: 'text/html', body: '<html>Sign in</html>' };
    await expect(
      errors.errorLines('east', { sinceSeconds: 60 }),
    ).rejects.toThrow('is not Loki: it sent a web page');
  });
});
