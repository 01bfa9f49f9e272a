import {
  describeWith,
  PrometheusEndpoint,
  START_TIMEOUT_MILLIS,
  startPrometheus,
} from '@internal/testbed';
import { snapshotOf } from './__testUtils__/places';
import { RecordingProxy } from './__testUtils__/RecordingProxy';
import { history, scope, start, testRoom, web } from './__testUtils__/testRoom';
import { unscoped } from './__testUtils__/unscoped';

jest.setTimeout(START_TIMEOUT_MILLIS);

describeWith(
  'prometheus',
  'metrics of a service, with a real Prometheus',
  () => {
    let prometheus: PrometheusEndpoint;
    let proxy: RecordingProxy;

    beforeAll(async () => {
      prometheus = await startPrometheus({ history });
      proxy = await RecordingProxy.start(prometheus.url);
    });
    afterAll(async () => {
      await proxy?.stop();
      await prometheus?.stop();
    });
    afterEach(() => {
      proxy.instead = undefined;
    });

    const room = (options?: Parameters<typeof testRoom>[1]) =>
      testRoom(proxy.url, options);
    type Room = ReturnType<typeof room>;
    const cpuOf = async (made: Room) => (await made.read(['cpu'])).panels[0];

    it('tells two clusters of one Prometheus apart by its label', async () => {
      const made = room({ snapshots: [web('eu'), web('us')] });
      const { panels: found } = await made.read(['cpu', 'requests']);
      expect(
        found[0].series
          .filter(({ role }) => role === 'value')
          .map(({ name, cluster, values }) => [name, cluster, values[32]]),
      ).toEqual([
        // One core each, not two in both.
        ['All pods (eu)', 'eu', expect.closeTo(1, 6)],
        ['All pods (us)', 'us', expect.closeTo(1, 6)],
      ]);
    });

    it('asks the Prometheus that names the cluster, and another one for the rest', async () => {
      const other = await RecordingProxy.start(prometheus.url);
      const made = room({
        snapshots: [web('eu'), web('us')],
        prometheus: [
          { url: proxy.url, clusterLabel: 'k8s' },
          { url: other.url, name: 'EU', clusters: ['eu'], scrapeSeconds: 60 },
        ],
      });
      const before = proxy.promql.length;
      const answer = await made.read(['restarts']);
      expect(proxy.promql.slice(before).join()).toContain('k8s="us"');
      expect(other.promql).toHaveLength(1);
      // One grid for all: no finer than the coarser one.
      expect(answer.stepSeconds).toBe(60);
      expect(answer.why).toContain('EU is the Prometheus of eu.');
      await other.stop();
    });

    it('sums the namespaces of a service without letting in what is not its own', async () => {
      const stage = snapshotOf('StatefulSet', 'web', {
        cluster: 'eu',
        namespace: 'stage',
      });
      const made = room({ snapshots: [web('eu'), stage] });
      const [requests] = (await made.read(['requests'])).panels;
      expect(requests.series[0].values[32]).toBeCloseTo(20, 6);
      const { series } = await made.query('http_requests_total');
      expect(new Set(series.map(({ labels }) => labels.namespace))).toEqual(
        new Set(['shop']),
      );
    });

    describe.each([
      [503, '{"error":"query timed out"}', 'query timed out', false],
      [500, '', 'failed (500)', true],
      [429, 'slow down', 'too many requests now', true],
      [200, '<html>Sign in</html>', 'a web page', true],
      [200, '{}', 'its answer has no data', true],
      [302, '', 'status 302', true],
      [401, '', 'refused the credentials', true],
    ])('Prometheus answers %i %s', (status, body, words, waits) => {
      it('says so, shows the half hour of the metrics API, and goes on by itself', async () => {
        const made = room();
        made.sample('read', 0.125);
        proxy.instead = (_, response) => {
          response.writeHead(status, { location: '/login' }).end(body);
          return true;
        };
        const down = await made.read(['cpu', 'latency']);
        expect(down.source).toBe('metrics-api');
        expect(down.notices).toEqual([expect.stringContaining(words)]);
        expect(down.panels[0].series[0].values.at(-1)).toBe(0.125);
        expect(down.panels[1].empty!.why).toContain('CPU and memory only');
        proxy.instead = undefined;
        // Those who come meanwhile do not wait for it once more.
        const next = await made.read(['cpu']);
        expect(next.source).toBe(waits ? 'metrics-api' : 'prometheus');
        made.pass(10);
        const again = await made.read(['cpu']);
        expect(again.source).toBe('prometheus');
        expect(again.notices).toEqual([]);
      });
    });

    it('too slow, cut off and gone are no different', async () => {
      const made = room({ prometheus: { timeoutSeconds: 0.2 } });
      made.sample('read', 0.125);
      proxy.instead = () => true;
      expect((await made.read(['cpu'])).notices[0]).toContain(
        'has not answered within 0.2 s',
      );
      const cut = room();
      cut.sample('read', 0.125);
      proxy.instead = (_, response) => {
        response.writeHead(200, { 'content-length': '99' });
        response.write('{', () => response.destroy());
        return true;
      };
      expect((await cut.read(['cpu'])).notices[0]).toContain('was cut off');
      const gone = room({ prometheus: { url: 'http://127.0.0.1:1' } });
      gone.sample('read', 0.25);
      const { notices, source } = await gone.read(['cpu']);
      expect(source).toBe('metrics-api');
      expect(notices[0]).toContain('cannot be reached');
    });

    it('one panel that cannot be had does not take the others along', async () => {
      const made = room();
      proxy.instead = ({ parameters }, response) => {
        if (!parameters.get('query')!.includes('fs_reads')) return false;
        response
          .writeHead(422)
          .end('{"status":"error","error":"too many samples"}');
        return true;
      };
      const { source, panels: found } = await made.read(['cpu', 'disk-read']);
      expect(source).toBe('prometheus');
      expect(found[0].series.length).toBeGreaterThan(0);
      expect(found[1]).toMatchObject({
        series: [],
        empty: { why: expect.stringContaining('too many samples') },
        warnings: [expect.stringContaining('too many samples')],
      });
    });

    it('shows warnings and infos that stand beside an answer', async () => {
      const made = room();
      proxy.instead = (_, response) => {
        response.end(
          JSON.stringify({
            status: 'success',
            warnings: ['a store is away'],
            infos: ['not a counter'],
            data: {
              resultType: 'matrix',
              result: [
                {
                  metric: {},
                  values: [
                    [start, '1'],
                    [start + 15, '+Inf'],
                  ],
                },
              ],
            },
          }),
        );
        return true;
      };
      const { series, warnings } = await cpuOf(made);
      expect(warnings).toEqual(['a store is away', 'not a counter']);
      expect(series[0].values.slice(0, 3)).toEqual([1, null, null]);
    });

    it('takes from the cluster itself what Prometheus has nothing of, and says so', async () => {
      const lonely = snapshotOf('Deployment', 'lonely', {
        cluster: 'eu',
        pods: ['lonely-1'],
      });
      const made = room({ snapshots: [lonely] });
      made.sample('absent');
      const [replicas, restarts] = (await made.read(['replicas', 'restarts']))
        .panels;
      expect(
        replicas.series.map(({ role, values }) => [role, values.at(-1)]),
      ).toEqual([
        ['value', 0],
        ['desired', 1],
      ]);
      expect(replicas.warnings[0]).toContain('kube_pod_status_ready');
      expect(restarts.series[0].values.at(-1)).toBe(0);
    });

    it('has the value now, as a rule of an alert needs it', async () => {
      const made = room();
      // The clock stands at the end of the history.
      await expect(made.metrics.latest(scope, 'requests')).resolves.toBeCloseTo(
        10,
        6,
      );
      await expect(made.metrics.latest(scope, 'errors')).resolves.toBeCloseTo(
        0.2,
        6,
      );
      await expect(made.metrics.latest(scope, 'latency')).resolves.toBe(
        undefined,
      );
      proxy.instead = (_, response) => {
        response.writeHead(500).end();
        return true;
      };
      await expect(made.metrics.latest(scope, 'requests')).resolves.toBe(
        undefined,
      );
    });

    it('many viewers of one service cost one set of queries', async () => {
      const made = room();
      const before = proxy.promql.length;
      await Promise.all(Array.from({ length: 50 }, () => made.read()));
      const sent = proxy.promql.slice(before);
      expect(sent.length).toBe(new Set(sent).size);
      expect(sent.length).toBeLessThan(25);
    });

    it('where there is no metrics API, two queries a minute draw the small curves of all', async () => {
      const made = room();
      made.sample('absent');
      const before = proxy.promql.length;
      await made.usage.round();
      expect(proxy.promql.slice(before)).toHaveLength(2);
      for (const query of proxy.promql.slice(before)) {
        expect(query).toContain('{k8s="e-1",namespace=~"shop",');
      }
      const { items } = await made.trends.read(() => [scope], [scope]);
      const { cpu, memory } = items[scope.entityRef];
      expect(cpu!.at(-1)).toBeCloseTo(0.5, 3);
      expect(memory!.at(-1)).toBe(1e6);
      // Where there is one, Prometheus is left alone.
      made.sample('read', 1);
      await made.usage.round();
      expect(proxy.promql).toHaveLength(before + 2);
    });

    it('no query about a service has reached Prometheus without our matchers', () => {
      const about = proxy.queries
        .flatMap(({ parameters }) => parameters.getAll('query'))
        .filter(query => !query.includes('namespace=~"shop"'));
      expect(about.length).toBeGreaterThan(100);
      for (const query of about) {
        expect(query).toContain('k8s="');
        expect(unscoped(query, 'shop', 'stage')).toEqual([]);
      }
    });
  },
);
