import http from 'http';
import type { AddressInfo } from 'net';
import {
  LogRecord,
  serviceLogsQueryPermission,
  serviceLogsReadPermission,
  serviceReadPermission,
  ServiceManagerClient,
} from '@vtasker/backstage-plugin-service-manager-common';
import request from 'supertest';
import { FakeKubelet } from '../logs/__testUtils__/FakeKubelet';
import { FakeLoki } from '../logs/__testUtils__/FakeLoki';
import { lokiUpstream } from '../logs/__testUtils__/lokiSource';
import { NOON } from '../logs/__testUtils__/viewer';
import { createHarness, deployment } from '../services/__testUtils__/harness';

const web = '/api/service-manager/v1/services/default/component/web';
const params = { namespace: 'default', kind: 'component', name: 'web' };
const SECOND = 1_000_000_000n;

jest.setTimeout(30_000);

describe('the doors of logs', () => {
  const servers: http.Server[] = [];

  async function create(
    options: Parameters<typeof createHarness>[0] & { lines?: number } = {},
  ) {
    const kubelet = new FakeKubelet();
    kubelet.addPod('web-1');
    for (let i = 0; i < (options.lines ?? 0); i++) {
      kubelet.write('web-1', NOON - SECOND * 10n + BigInt(i), `n=${i}`);
    }
    const harness = createHarness({ ...options, clusters: [kubelet] });
    const [{ pods }] = kubelet.reader().select({ entityRef: '', selector: {} });
    harness.reader.snapshots = [{ ...deployment('web'), pods }];
    const server = http.createServer(harness.app);
    servers.push(server);
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const client = new ServiceManagerClient({
      discoveryApi: { getBaseUrl: async id => `${url}/api/${id}` },
      fetchApi: { fetch },
    });
    return { ...harness, client, kubelet, url };
  }

  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    }
  });

  it('streams to the typed client, with a heartbeat first', async () => {
    const { client, kubelet, logs } = await create({ lines: 3 });
    const stop = new AbortController();
    const records: LogRecord[] = [];
    const stream = client.stream(
      'streamLogs',
      { params, query: { tail: 2 } },
      { signal: stop.signal },
    );
    for await (const record of stream) {
      records.push(record);
      if (records.length === 3) kubelet.write('web-1', NOON, 'live → ü');
      if (records.length === 4) break;
    }
    expect(records[0]).toMatchObject({ type: 'heartbeat', source: 'pods' });
    expect(records.slice(1)).toMatchObject([
      { text: 'n=1' },
      { text: 'n=2' },
      { text: 'live → ü' },
    ]);
    logs.stop();
  });

  it('lets no middleware pack or keep the stream', async () => {
    const { url, logs } = await create();
    const stop = new AbortController();
    const response = await fetch(`${url}${web}/logs/stream`, {
      signal: stop.signal,
    });
    expect(response.headers.get('cache-control')).toBe(
      'no-store, no-transform',
    );
    expect(response.headers.get('content-type')).toContain(
      'application/x-ndjson',
    );
    stop.abort();
    logs.stop();
  });

  it('ends what it follows when the viewer goes', async () => {
    const { client, kubelet, logs } = await create({
      logTimings: { lingerMs: 10 },
    });
    const followers = () => kubelet.pods.get('web-1')!.instances[0].followers;
    const stream = client.stream('streamLogs', { params });
    await stream.next();
    while (followers().size === 0) await new Promise(setImmediate);
    await stream.return();
    while (followers().size > 0) await new Promise(setImmediate);
    expect(followers().size).toBe(0);
    logs.stop();
  });

  it('counts exactly what a viewer who does not read is not shown', async () => {
    const { kubelet, logs, url } = await create({ queueBytes: 50_000 });
    const seen = { lines: 0, dropped: 0 };
    const total = 30_000;
    await new Promise<void>((resolve, reject) => {
      http.get(`${url}${web}/logs/stream`, response => {
        let rest = '';
        let begun = false;
        response.on('error', reject);
        response.on('data', chunk => {
          if (!begun) {
            begun = true;
            // The sockets are filled, then more is written, then it reads.
            response.pause();
            void (async () => {
              while (kubelet.follows() === 0) await new Promise(setImmediate);
              for (let i = 0; i < total; i++) {
                kubelet.write(
                  'web-1',
                  NOON + BigInt(i),
                  `n=${i} ${'x'.repeat(1_000)}`,
                );
                if (i % 500 === 0) await new Promise(setImmediate);
              }
              response.resume();
            })();
          }
          const lines = (rest + chunk).split('\n');
          rest = lines.pop()!;
          for (const text of lines) {
            const record: LogRecord = JSON.parse(text);
            if (record.type === 'line') seen.lines++;
            if (record.type === 'gap') seen.dropped += record.count!;
          }
          if (seen.lines + seen.dropped >= total) {
            response.destroy();
            resolve();
          }
        });
      });
    });
    expect(seen.lines + seen.dropped).toBe(total);
    expect(seen.dropped).toBeGreaterThan(0);
    logs.stop();
  });

  it.each([
    [
      '',
      { 'content-type': /x-ndjson/, 'content-disposition': /web-.*\.ndjson"/ },
    ],
    [
      '?format=text',
      { 'content-type': /text\/plain/, 'content-disposition': /web-.*\.log"/ },
    ],
  ])('downloads all lines: %s', async (query, headers) => {
    const { app } = await create({ lines: 1_200 });
    const response = await request(app)
      .get(`${web}/logs/download${query}`)
      .buffer(true)
      .parse((res, done) => {
        let text = '';
        res.on('data', chunk => (text += chunk));
        res.on('end', () => done(null, text));
      });
    const lines = response.body.trim().split('\n');
    expect(lines).toHaveLength(1_200);
    expect(lines[1_199]).toContain('n=1199');
    for (const [name, value] of Object.entries(headers)) {
      expect(response.headers[name]).toMatch(value);
    }
  });

  it.each([
    ['regex=a(b', 'query.regex', 'all'],
    ['pod=we%00b', 'query.pod', 'all'],
    ['pod=%E2%80%AEweb', 'query.pod', 'all'],
    ['level=loud', 'query.level', 'all'],
    ['field=x', 'query.field', 'all'],
    ['cluster=other', 'query.cluster', 'all'],
    ['namespace=kube-system', 'query.namespace', 'all'],
    ['tenant=other', 'query.tenant', 'all'],
    ['tail=10000000', 'query.tail', 'stream'],
    ['limit=10000000', 'query.limit', ''],
    ['before=nonsense', 'query.before', ''],
    ['after=nonsense', 'query.after', 'stream'],
    ['from=yesterday', 'query.from', ''],
    ['from=2026-03-01%00', 'query.from', ''],
    ['from=2026-03-01T12:00:00Z&until=2026-03-01T11:00:00Z', 'query.until', ''],
    ['from=2025-01-01T12:00:00Z', 'query.from', 'volume'],
    ['buckets=0', 'query.buckets', 'volume'],
    ['format=pdf', 'query.format', 'download'],
  ])('refuses %s and names %s', async (query, field, part) => {
    const { app } = await create();
    const parts =
      part === 'all' ? ['', 'stream', 'download', 'volume'] : [part];
    for (const one of parts) {
      const response = await request(app).get(
        `${web}/logs${one && `/${one}`}?${query}`,
      );
      expect(response.status).toBe(400);
      expect(response.body.error.field).toBe(field);
      expect(response.body.error.nextStep).toBeTruthy();
    }
  });

  it("takes LogQL of one's own with the right for it alone, kept to the pods of the service", async () => {
    const loki = await FakeLoki.start();
    const logql = '{container=~".+"} |= "two"';
    const paths = (given: string) =>
      ['', '/stream', '/volume', '/download'].map(
        path => `${web}/logs${path}?${new URLSearchParams({ logql: given })}`,
      );
    try {
      const options = { loki: [lokiUpstream(loki.url)] };
      const denied = await create({
        ...options,
        denied: [serviceLogsQueryPermission.name],
      });
      for (const path of paths(logql)) {
        const response = await request(denied.app).get(path);
        expect(response.status).toBe(403);
        expect(response.body.error.code).toBe('NOT_ALLOWED');
      }
      expect(loki.queries).toEqual([]);
      const { app, client } = await create(options);
      loki.push('web-1', NOON - SECOND, 'one');
      loki.push('web-1', NOON - SECOND, 'two');
      loki.push('other-1', NOON - SECOND, 'two');
      const page = await client.call('listLogs', { params, query: { logql } });
      expect(page).toMatchObject({
        source: 'loki',
        records: [{ text: 'two' }],
      });
      for (const path of paths('{container="web"} | line_format "{{.a}}"')) {
        const response = await request(app).get(path);
        expect(response.status).toBe(400);
        expect(response.body.error).toMatchObject({
          field: 'query.logql',
          message: expect.stringContaining('at position 21'),
        });
      }
      const withoutLoki = await create();
      const response = await request(withoutLoki.app).get(paths(logql)[0]);
      expect(response.status).toBe(422);
      expect(response.body.error.nextStep).toContain('service-manager.loki');
    } finally {
      await loki.stop();
    }
  });

  it.each([
    '',
    '?text=x',
    '?logql=%7Bpod%3D~%22.%2B%22%7D',
    '/volume',
    '/volume?text=x',
    '/sources',
    '/download',
  ])(
    'asks nothing more of Loki, nor of pods, for a viewer who has gone: /logs%s',
    async path => {
      const loki = await FakeLoki.start();
      try {
        const inLoki = await create({ loki: [lokiUpstream(loki.url)] });
        const inPods = await create({ lines: 3 });
        loki.holds = true;
        inPods.kubelet.holds = true;
        for (const { url, upstream, logger } of [
          { ...inLoki, upstream: loki },
          { ...inPods, upstream: inPods.kubelet },
        ]) {
          // Of pods nothing is asked for these.
          const isOfLoki = /logql|sources/.test(path);
          if (isOfLoki && upstream !== loki) continue;
          const stop = new AbortController();
          const answer = fetch(`${url}${web}/logs${path}`, {
            signal: stop.signal,
          });
          while (upstream.open === 0) await new Promise(setImmediate);
          stop.abort();
          await expect(answer).rejects.toThrow('aborted');
          while (upstream.open > 0) await new Promise(setImmediate);
          expect(upstream.open).toBe(0);
          expect(logger.error).not.toHaveBeenCalled();
        }
      } finally {
        await loki.stop();
      }
    },
  );

  it('trap: the tenant comes from the configuration alone', async () => {
    const loki = await FakeLoki.start();
    try {
      const headers = { 'X-Scope-OrgID': 'shop' };
      const { app } = await create({
        loki: [lokiUpstream(loki.url, { headers })],
      });
      const response = await request(app)
        .get(`${web}/logs`)
        .set('X-Scope-OrgID', 'other');
      expect(response.status).toBe(200);
      expect([...loki.tenants]).toEqual(['shop']);
    } finally {
      await loki.stop();
    }
  });

  it('refuses the cursor of another entity', async () => {
    const { client, app } = await create({ lines: 2 });
    const { records } = await client.call('listLogs', { params });
    const cursor = (records[0] as { cursor: string }).cursor;
    await expect(
      client.call('listLogs', { params, query: { after: cursor } }),
    ).resolves.toMatchObject({ records: [{ text: 'n=1' }] });
    const other = createHarness({ entities: [] });
    expect(other.app).not.toBe(app);
    const forged = Buffer.from(
      Buffer.from(cursor, 'base64url').toString().replace(/^.{8}/, 'AAAAAAAA'),
    ).toString('base64url');
    const response = await request(app).get(`${web}/logs?after=${forged}`);
    expect(response.body.error.code).toBe('INVALID_CURSOR');
  });

  it.each([
    [serviceLogsReadPermission.name, 403, 'NOT_ALLOWED'],
    [serviceReadPermission.name, 404, 'ENTITY_NOT_FOUND'],
  ])(
    'opens no stream without %s, and records it',
    async (denied, status, code) => {
      const { app, auditEvents, kubelet } = await create({ denied: [denied] });
      const response = await request(app).get(`${web}/logs/stream`);
      expect(response.status).toBe(status);
      expect(response.body.error.code).toBe(code);
      expect(auditEvents).toEqual([
        expect.objectContaining({
          eventId: 'service-logs-follow',
          ended: 'fail',
        }),
      ]);
      expect(kubelet.opened).toEqual([]);
    },
  );

  it('lets one caller have only so many streams open', async () => {
    const { url, logs } = await create();
    const stop = new AbortController();
    const open = () =>
      fetch(`${url}${web}/logs/stream`, { signal: stop.signal });
    const opened = await Promise.all(Array.from({ length: 20 }, open));
    expect(opened.every(({ status }) => status === 200)).toBe(true);
    const refused = await open();
    expect(refused.status).toBe(429);
    expect((await refused.json()).error.code).toBe('TOO_MANY_STREAMS');
    // Reading all that there was costs no less.
    const download = await fetch(`${url}${web}/logs/download`);
    expect(download.status).toBe(429);
    stop.abort();
    for (;;) {
      const again = new AbortController();
      const { status } = await fetch(`${url}${web}/logs/stream`, {
        signal: again.signal,
      });
      again.abort();
      if (status === 200) break;
    }
    logs.stop();
  });
});
