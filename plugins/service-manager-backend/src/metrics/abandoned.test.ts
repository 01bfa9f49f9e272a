import http, { ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { once } from 'events';
import { createHarness } from '../services/__testUtils__/harness';
import { RecordingProxy } from './__testUtils__/RecordingProxy';

const web = '/api/service-manager/v1/services/default/component/web';
const CPU = `${web}/metrics?panels=cpu&from=2026-03-01T11:00:00Z&until=2026-03-01T12:00:00Z`;

/** A Prometheus that takes its time, and the doors before it. */
describe('viewers who leave before Prometheus has answered', () => {
  let prometheus: RecordingProxy;
  let server: http.Server;
  let harness: ReturnType<typeof createHarness>;
  let held: ServerResponse[];
  let asked: () => void;

  beforeEach(async () => {
    held = [];
    asked = () => {};
    prometheus = await RecordingProxy.start('http://127.0.0.1:1');
    prometheus.instead = (_, response) => {
      held.push(response);
      asked();
      return true;
    };
    harness = createHarness({
      config: { 'service-manager': { prometheus: { url: prometheus.url } } },
    });
    server = http.createServer(harness.app);
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(done => server.close(done));
    await prometheus.stop();
  });

  const heldAre = (count: number) =>
    new Promise<void>(resolve => {
      asked = () => held.length >= count && resolve();
      asked();
    });

  function view(path: string) {
    const leaving = new AbortController();
    const { port } = server.address() as AddressInfo;
    const answer = fetch(`http://127.0.0.1:${port}${path}`, {
      signal: leaving.signal,
    }).then(response => response.json());
    answer.catch(() => {});
    return { answer, leave: () => leaving.abort() };
  }

  /** So many requests have come to the method. */
  const begun = (count: number) =>
    new Promise<void>(resolve => {
      const { metrics } = harness.context;
      const read = metrics.read.bind(metrics);
      let seen = 0;
      metrics.read = (...given) => {
        const answer = read(...given);
        if (++seen === count) resolve();
        return answer;
      };
    });

  it('end a query of their own', async () => {
    const viewer = view(`${web}/metrics/query?query=up`);
    await heldAre(1);
    const ended = once(held[0], 'close');
    viewer.leave();
    await ended;
    expect(held[0].writableFinished).toBe(false);
    expect(harness.logger.error).not.toHaveBeenCalled();
  });

  it('end the queries of the panels, and those that wait for their turn are not asked', async () => {
    const viewer = view(`${web}/metrics`);
    await heldAre(6);
    const ended = held.map(response => once(response, 'close'));
    viewer.leave();
    await Promise.all(ended);
    expect(prometheus.queries).toHaveLength(6);
    // It is not taken for a Prometheus that is down.
    prometheus.instead = (_, response) => {
      response.end(
        '{"status":"success","data":{"resultType":"matrix","result":[]}}',
      );
      return true;
    };
    const { source, notices } = await view(CPU).answer;
    expect({ source, notices }).toEqual({ source: 'prometheus', notices: [] });
  });

  it('take nothing from those who stay: the shared queries end with the last one', async () => {
    const both = begun(2);
    const [first, second] = [view(CPU), view(CPU)];
    await both;
    await heldAre(3);
    // CPU, requests, limits: asked once for both.
    expect(prometheus.queries).toHaveLength(3);
    const ended = jest.fn();
    held.forEach(response => response.on('close', ended));
    first.leave();
    while (harness.auditEvents.every(event => event.ended !== 'fail')) {
      await new Promise(setImmediate);
    }
    // Who comes now shares what goes on.
    const third = begun(1);
    const late = view(CPU);
    await third;
    expect(ended).not.toHaveBeenCalled();
    expect(prometheus.queries).toHaveLength(3);
    const all = held.map(response => once(response, 'close'));
    second.leave();
    late.leave();
    await Promise.all(all);
    expect(ended).toHaveBeenCalledTimes(3);
  });
});
