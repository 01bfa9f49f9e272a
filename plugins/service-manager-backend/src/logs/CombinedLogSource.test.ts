import type { LogLine } from '@vtasker/backstage-plugin-service-manager-common';
import { FakeKubelet } from './__testUtils__/FakeKubelet';
import { FakeLoki } from './__testUtils__/FakeLoki';
import { snapshotOf } from './__testUtils__/FakeWorkloads';
import { lokiUpstream } from './__testUtils__/lokiSource';
import { NOON, SCOPE } from './__testUtils__/viewer';
import { createLogs } from './createLogs';
import { createFilter, GivenFilters } from './pure/filter';
import type { LogSource } from './types';

const POD = 'web-5d8f7c6b9b-x2k4p';
const SECOND = 1_000_000_000n;

describe('a service in a cluster with Loki and in one without', () => {
  let loki: FakeLoki;
  let kubelet: FakeKubelet;
  let logs: LogSource;
  /** The clusters in which the service runs. */
  let runsIn: string[];

  beforeEach(async () => {
    runsIn = ['east', 'local'];
    loki = await FakeLoki.start();
    kubelet = new FakeKubelet();
    kubelet.addPod('web-1');
    const inPods = kubelet.reader();
    logs = createLogs({
      upstreams: [lokiUpstream(loki.url, { clusters: ['east'] })],
      clusters: { list: () => [kubelet], get: () => kubelet },
      workloads: {
        ...inPods,
        select: target =>
          [
            snapshotOf({ cluster: 'east', name: 'web', pods: [POD] }),
            ...inPods.select(target).map(one => ({
              ...snapshotOf({ name: 'web', pods: [] }),
              ...one,
            })),
          ].filter(({ cluster }) => runsIn.includes(cluster)),
      },
      clock: () => new Date(Number(NOON / 1_000_000n) + 60_000),
      loki: { timings: { holdMs: 20, releaseMs: 5, lingerMs: 20 } },
      pods: { timings: { holdMs: 20, releaseMs: 5, againMs: 5, lingerMs: 20 } },
    }).logs;
  });

  afterEach(async () => {
    logs.stop();
    await loki.stop();
  });

  function write(count: number) {
    for (let i = 0; i < count; i++) {
      const ns = NOON + BigInt(i) * 1_000_000n;
      if (i % 3 === 0) kubelet.write('web-1', ns, `n=${i}`);
      else loki.push(POD, ns, `n=${i}`);
    }
  }

  function page(given: GivenFilters = {}) {
    return logs.page(SCOPE, { filter: createFilter(given), limit: 500 });
  }

  const linesOf = ({ records }: { records: Array<{ type: string }> }) =>
    records.filter(({ type }) => type === 'line') as LogLine[];

  it('counts both, and says since when both are covered', async () => {
    write(9);
    const volume = await logs.volume(SCOPE, {
      filter: createFilter({}),
      from: NOON - 10n * SECOND,
      until: NOON + 10n * SECOND,
      buckets: 60,
    });
    const counts = volume.buckets.map(bucket => bucket.counts.unknown ?? 0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(9);
    expect(volume.coveredFrom).toBe('2026-03-01T12:00:00.000000000Z');
  });

  it('shows the lines of one while the other fails, and says so', async () => {
    write(6);
    loki.fault = () => ({ status: 401 });
    const { records, notices } = await page();
    expect(linesOf({ records }).map(({ text }) => text)).toEqual([
      'n=0',
      'n=3',
    ]);
    expect(notices.join()).toContain('refused the credentials');
  });

  it('is read from one alone where it runs in one kind only', async () => {
    write(6);
    runsIn = ['local'];
    expect((await page()).source).toBe('pods');
    expect((await logs.sources(SCOPE)).source).toBe('pods');
    expect(loki.queries).toEqual([]);
    runsIn = ['east'];
    expect((await page()).source).toBe('loki');
    expect((await logs.sources(SCOPE)).pods).toMatchObject([{ name: POD }]);
    expect(kubelet.opened).toHaveLength(1);
  });

  it('takes LogQL only where Loki has all of it', async () => {
    write(6);
    const logql = '{pod=~".+"} |= "n=4"';
    await expect(page({ logql })).rejects.toMatchObject({
      status: 422,
      field: 'query.logql',
    });
    runsIn = ['east'];
    expect(linesOf(await page({ logql })).map(({ text }) => text)).toEqual([
      'n=4',
    ]);
  });
});
