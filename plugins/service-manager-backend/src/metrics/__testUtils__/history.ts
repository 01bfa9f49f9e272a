import type { SeriesHistory } from '@internal/testbed';

export const SCRAPE = 15;
const MINUTE = 60;

type Points = SeriesHistory['points'];

/** One sample each scrape from a minute to another; left out where undefined. */
function sampled(
  start: number,
  minutes: [from: number, to: number],
  value: (second: number) => number | undefined,
): Points {
  const points: Points = [];
  for (let s = minutes[0] * MINUTE; s <= minutes[1] * MINUTE; s += SCRAPE) {
    const found = value(s - minutes[0] * MINUTE);
    if (found !== undefined) points.push([start + s, found]);
  }
  return points;
}

const alive = 'web-7d4b9c6f8d-bcdfg';
const dead = 'web-7d4b9c6f8d-hjklm';
/** Looks alike and is another team's. */
const foreign = 'web-db-7d4b9c6f8d-bcdfg';

export const pods = { alive, dead, foreign };

/**
 * Forty minutes of a service with all that makes its numbers awkward. Half a
 * core a pod; `alive` restarts at 10, is not scraped from 20 to 24; `dead`
 * ends at 15; both write 10 requests a second, a fifth of them failed.
 */
export function awkwardHistory(
  start: number,
  everywhere: Record<string, string> = {},
): SeriesHistory[] {
  const series: SeriesHistory[] = [];
  const add = (name: string, labels: Record<string, string>, points: Points) =>
    series.push({ name, labels: { ...labels, ...everywhere }, points });
  const container = (pod: string, id: string, more = {}) => ({
    namespace: 'shop',
    pod,
    container: 'web',
    image: 'web:1',
    id,
    ...more,
  });
  const whole = (second: number) => second;
  const unscraped = (from: number, to: number) => (second: number) =>
    second > from * MINUTE && second < to * MINUTE ? undefined : second;

  for (const [pod, id, minutes, seen] of [
    [alive, 'first', [0, 10], whole],
    // Another series, which begins at 0 while the first one lingers.
    [alive, 'second', [10, 40], unscraped(10, 14)],
    [dead, 'only', [0, 15], whole],
    [foreign, 'foreign', [0, 40], whole],
  ] as const) {
    const at = (factor: number) => (second: number) => {
      const value = seen(second);
      return value === undefined ? undefined : value * factor;
    };
    const labels = container(pod, id);
    const span = [...minutes] as [number, number];
    add(
      'container_cpu_usage_seconds_total',
      { ...labels, cpu: 'total' },
      sampled(start, span, at(0.5)),
    );
    add(
      'container_memory_working_set_bytes',
      labels,
      sampled(start, span, second => {
        const value = seen(second);
        // Now and then it is not a number.
        return value === undefined || second % 600 !== 240 ? value && 1e6 : NaN;
      }),
    );
    add(
      'container_cpu_cfs_periods_total',
      labels,
      sampled(start, span, at(10)),
    );
    add(
      'container_cpu_cfs_throttled_periods_total',
      labels,
      sampled(start, span, at(4)),
    );
    for (const what of ['reads', 'writes']) {
      add(
        `container_fs_${what}_bytes_total`,
        { ...labels, device: '/dev/sda' },
        sampled(start, span, at(what === 'reads' ? 100 : 200)),
      );
    }
    const pause = { ...labels, container: '', image: 'pause', id: `${id}-net` };
    for (const what of ['receive', 'transmit']) {
      add(
        `container_network_${what}_bytes_total`,
        { ...pause, interface: 'eth0' },
        sampled(start, span, at(what === 'receive' ? 1000 : 500)),
      );
    }
    // The pod's own group, which counts its containers once more.
    add(
      'container_cpu_usage_seconds_total',
      { ...labels, container: '', image: '', id: `${id}-group`, cpu: 'total' },
      sampled(start, span, at(0.5)),
    );
  }

  for (const [pod, to] of [
    [alive, 40],
    [dead, 15],
    [foreign, 40],
  ] as const) {
    const own = { namespace: 'shop', pod };
    // A counter that begins anew within its series, as a process does.
    const counted = (perSecond: number) => (second: number) =>
      perSecond * (second < 605 ? second : second - 605);
    for (const [status, rate] of [
      ['200', 8],
      ['500', 2],
    ] as const) {
      add(
        'http_requests_total',
        { ...own, status },
        sampled(start, [0, to], counted(rate)),
      );
    }
    for (const [le, rate] of [
      ['0.1', 5],
      ['0.5', 9],
      ['1', 10],
      ['+Inf', 10],
    ] as const) {
      add(
        'http_request_duration_seconds_bucket',
        { ...own, le },
        // Silence from 30 on: no quantile then, which is NaN.
        sampled(start, [0, to], second => rate * Math.min(second, 1800)),
      );
    }
    add(
      'kube_pod_container_status_restarts_total',
      { ...own, container: 'web' },
      sampled(start, [0, to], second => (second >= 600 ? 1 : 0)),
    );
    add(
      'kube_pod_status_ready',
      { ...own, condition: 'true' },
      sampled(start, [0, to], () => 1),
    );
    for (const [kind, cpu, memory] of [
      ['requests', 0.25, 5e5],
      ['limits', 1, 2e6],
    ] as const) {
      for (const [resource, value] of [
        ['cpu', cpu],
        ['memory', memory],
      ] as const) {
        add(
          `kube_pod_container_resource_${kind}`,
          { ...own, container: 'web', resource },
          sampled(start, [0, to], () => value),
        );
      }
    }
  }
  for (const deployment of ['web', 'web-db']) {
    add(
      'kube_deployment_spec_replicas',
      { namespace: 'shop', deployment },
      sampled(start, [0, 40], () => 2),
    );
  }
  return series;
}
