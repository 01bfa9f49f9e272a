import type { LogPage } from '@vtasker/backstage-plugin-service-manager-common';
import { FakeKubelet, failed } from '../../__testUtils__/FakeKubelet';
import { NOON, SCOPE, sourceOf } from '../../__testUtils__/viewer';
import { createFilter, GivenFilters } from '../../pure/filter';
import { decodeCursor } from '../../pure/position';
import type { PodLogSource } from './PodLogSource';

const SECOND = 1_000_000_000n;
/** Read an hour after noon, so the last line is written then. */
const END = NOON + 3_600n * SECOND;

describe('pages of what pods hold', () => {
  let kubelet: FakeKubelet;
  let source: PodLogSource;

  beforeEach(() => {
    kubelet = new FakeKubelet();
    source = sourceOf(kubelet);
  });
  afterEach(() => source.stop());

  function page(
    more: GivenFilters & {
      before?: string;
      after?: string;
      limit?: number;
      from?: bigint;
      until?: bigint;
    } = {},
  ): Promise<LogPage> {
    const { before, after, limit = 100, from, until, ...given } = more;
    const at = (
      field: 'query.before' | 'query.after',
      cursor: string | undefined,
    ) => cursor && decodeCursor(SCOPE.entityRef, field, cursor);
    return source.page(SCOPE, {
      filter: createFilter(given),
      before: at('query.before', before) || undefined,
      after: at('query.after', after) || undefined,
      limit,
      from,
      until,
    });
  }

  const textsOf = ({ records }: LogPage) =>
    records.flatMap(record => (record.type === 'line' ? [record.text] : []));

  /** `count` lines over the last hour, all pods in turn. */
  function fill(count: number, pods: string[], step?: bigint): string[] {
    for (const pod of pods) kubelet.addPod(pod);
    const by = step ?? (3_600n * SECOND) / BigInt(count);
    return Array.from({ length: count }, (_, i) => {
      const text = `n=${i}`;
      kubelet.write(pods[i % pods.length], END - BigInt(count - i) * by, text);
      return text;
    });
  }

  async function backward(limit: number, given: GivenFilters = {}) {
    const pages: string[][] = [];
    let before: string | undefined;
    do {
      const one = await page({ ...given, before, limit });
      expect(one.records.length).toBeLessThanOrEqual(limit);
      pages.unshift(textsOf(one));
      before = one.olderCursor;
      expect(pages.length).toBeLessThan(1_000);
    } while (before);
    return pages.flat();
  }

  it('leads back over nanoseconds that are cut by a tail', async () => {
    kubelet.addPod('web-1');
    const written = Array.from({ length: 200 }, (_, i) => {
      kubelet.write('web-1', NOON + BigInt(Math.floor(i / 7)), `n=${i}`);
      return `n=${i}`;
    });
    expect(await backward(10)).toEqual(written);
  });

  it('shows the instance before only when it is asked for', async () => {
    fill(5, ['web-1']);
    kubelet.restart('web-1');
    kubelet.write('web-1', END, 'new');
    expect(textsOf(await page())).toEqual(['new']);
    const before = await page({ previous: 'true' });
    expect(textsOf(before)).toEqual(['n=0', 'n=1', 'n=2', 'n=3', 'n=4']);
    expect(before.records[0]).toMatchObject({ previous: true });
  });

  it('gives a line the same cursor wherever it is read', async () => {
    fill(50, ['web-1', 'web-2'], 0n);
    const byTail = await page({ limit: 100 });
    const byWindow = await page({ limit: 100, until: END + 1n });
    expect(byTail.records).toEqual(byWindow.records);
    expect(byTail.records).toHaveLength(50);
  });

  it('reads the others when one container cannot be read, and says so', async () => {
    fill(4, ['web-1', 'web-2']);
    const lines = kubelet.lines.bind(kubelet);
    kubelet.lines = async (path, options) => {
      if (path.includes('web-2')) throw failed(500, 'InternalError');
      return lines(path, options);
    };
    const { records, notices } = await page();
    expect(records).toHaveLength(2);
    expect(notices.join()).toContain('web-2');
  });

  it('throws what the cluster says when nothing can be read', async () => {
    fill(1, ['web-1']);
    kubelet.failure = failed(403, 'Forbidden');
    await expect(page()).rejects.toMatchObject({ status: 403 });
  });

  it('counts the lines of a range by level, and from when they are counted', async () => {
    kubelet.addPod('web-1');
    kubelet.write('web-1', END - 100n * SECOND, 'INFO a');
    kubelet.write('web-1', END - 99n * SECOND, 'ERROR b');
    kubelet.write('web-1', END - 10n * SECOND, 'c');
    const volume = await source.volume(SCOPE, {
      filter: createFilter({}),
      from: END - 600n * SECOND,
      until: END,
      buckets: 10,
    });
    expect(volume.stepSeconds).toBe(120);
    const sum: Record<string, number> = {};
    for (const { counts } of volume.buckets) {
      for (const [level, count] of Object.entries(counts)) {
        sum[level] = (sum[level] ?? 0) + count!;
      }
    }
    expect(sum).toEqual({ info: 1, error: 1, unknown: 1 });
    // Before it, lines may have been rotated away: that is not zero.
    expect(volume.coveredFrom).toBe('2026-03-01T12:58:20.000000000Z');
  });

  it('lists pods and containers, and which have an instance before', async () => {
    kubelet.addPod('web-1');
    kubelet.addPod('web-2');
    kubelet.restart('web-2');
    const { source: kind, pods } = await source.sources(SCOPE);
    expect(kind).toBe('pods');
    expect(pods).toEqual([
      {
        cluster: 'local',
        name: 'web-1',
        running: true,
        containers: [{ name: 'web', restarts: 0, previous: false }],
      },
      {
        cluster: 'local',
        name: 'web-2',
        running: true,
        containers: [{ name: 'web', restarts: 1, previous: true }],
      },
    ]);
  });
});
