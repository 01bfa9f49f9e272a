import {
  describeWith,
  PrometheusEndpoint,
  START_TIMEOUT_MILLIS,
  startPrometheus,
} from '@internal/testbed';
import { history, testRoom } from '../__testUtils__/testRoom';

jest.setTimeout(START_TIMEOUT_MILLIS);

/** What a Prometheus says of a second store that is away. */
const AWAY = /remote_read: .*connection refused/;

describeWith(
  'prometheus',
  'a real Prometheus that answers with warnings: a store beside it is away',
  () => {
    let prometheus: PrometheusEndpoint;

    beforeAll(async () => {
      prometheus = await startPrometheus({
        history,
        remoteRead: ['http://127.0.0.1:1/read'],
      });
    });
    afterAll(async () => {
      await prometheus?.stop();
    });

    it('shows them with the panel, beside the values that it has all the same', async () => {
      const { source, panels } = await testRoom(prometheus.url).read(['cpu']);
      expect(source).toBe('prometheus');
      const [{ warnings, series, empty }] = panels;
      expect(warnings).toEqual([expect.stringMatching(AWAY)]);
      expect(empty).toBeUndefined();
      expect(series[0].values[32]).toBeCloseTo(1, 6);
    });

    it("shows them with a query of one's own", async () => {
      const { warnings, series } = await testRoom(prometheus.url).query(
        'sum(rate(http_requests_total[1m]))',
      );
      expect(warnings).toEqual([expect.stringMatching(AWAY)]);
      expect(series[0].values[32]).toBeGreaterThan(0);
    });
  },
);
