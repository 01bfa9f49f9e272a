import * as fc from 'fast-check';
import { metricsPage, openMetrics } from './exposition';
import { PodSeries } from './podSeries';

const pod = (cpuCores: number, limit?: number) => ({
  namespace: 'shop',
  name: 'cart-1',
  containers: [
    {
      name: 'cart',
      limits: limit === undefined ? undefined : { cpuCores: limit },
      load: { cpuCores, throttledRatio: 0.5 },
    },
  ],
});

function cpu(series: PodSeries, now: number) {
  const found = series
    .cadvisor(now)
    .find(
      ({ name, labels }) =>
        name === 'container_cpu_usage_seconds_total' &&
        labels.container === 'cart',
    )!;
  return { value: found.value, id: found.labels.id };
}

describe('series of a pod', () => {
  it('count what the load was at each time, whenever somebody looks', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            millis: fc.integer({ min: 0, max: 100_000 }),
            cores: fc.integer({ min: 0, max: 8 }),
            look: fc.boolean(),
          }),
        ),
        steps => {
          const series = new PodSeries(pod(1), 0);
          let now = 0;
          let cores = 1;
          let expected = 0;
          for (const step of steps) {
            if (step.look) {
              cpu(series, now + step.millis / 2);
            }
            now += step.millis;
            expected += (step.millis / 1000) * cores;
            expect(cpu(series, now).value).toBeCloseTo(expected, 5);
            series.change(pod(step.cores), now);
            cores = step.cores;
          }
          expect(cpu(series, now).value).toBeCloseTo(expected, 5);
        },
      ),
    );
  });

  it('begin again at 0 under another id when the container restarts', () => {
    const series = new PodSeries(pod(2), 0);
    const before = cpu(series, 10_000);
    series.restart('cart', 10_000);
    const after = cpu(series, 11_000);
    expect(before.value).toBe(20);
    expect(after.value).toBe(2);
    expect(after.id).not.toBe(before.id);
    expect(
      series
        .kubeState()
        .find(({ name }) => name === 'kube_pod_container_status_restarts_total')
        ?.value,
    ).toBe(1);
  });

  it('have no periods without a CPU limit', () => {
    const named = (series: PodSeries) =>
      series
        .cadvisor(10_000)
        .filter(({ name }) => name.includes('_cfs_'))
        .map(({ name, value }) => [name, value]);
    expect(named(new PodSeries(pod(1), 0))).toEqual([]);
    expect(named(new PodSeries(pod(1, 2), 0))).toEqual([
      ['container_cpu_cfs_periods_total', 100],
      ['container_cpu_cfs_throttled_periods_total', 50],
      ['container_cpu_cfs_throttled_seconds_total', 2.5],
    ]);
  });
});

describe('pages of metrics', () => {
  const labels = { path: 'a\\b"c\nd' };

  it('escape label values, and write numbers as Prometheus does', () => {
    expect(
      metricsPage(
        [
          { name: 'one', labels, value: NaN, timeMillis: 1_500 },
          { name: 'two', labels: {}, value: -Infinity },
          { name: 'one', labels: {}, value: Infinity },
        ],
        { one: 'gauge' },
      ),
    ).toBe(
      [
        '# TYPE one gauge',
        'one{path="a\\\\b\\"c\\nd"} NaN 1500',
        'one{} +Inf',
        '# TYPE two untyped',
        'two{} -Inf',
        '',
      ].join('\n'),
    );
  });

  it('are OpenMetrics for the past: seconds, one declaration a name, an end', () => {
    expect(
      openMetrics([
        { name: 'a', labels: { x: '1' }, points: [[10, 1]] },
        { name: 'b', labels: {}, points: [] },
        { name: 'a', labels: { x: '2' }, points: [[10.5, 2]] },
      ]),
    ).toBe(
      [
        '# TYPE a unknown',
        'a{x="1"} 1 10.000',
        'a{x="2"} 2 10.500',
        '# TYPE b unknown',
        '# EOF',
        '',
      ].join('\n'),
    );
  });
});
