import type { LogLine } from '@vtasker/backstage-plugin-service-manager-common';
import * as fc from 'fast-check';
import { Histogram } from './histogram';
import { OrderWindow } from './OrderWindow';
import { comparePositions, Position } from './position';
import { ViewerQueue } from './ViewerQueue';

describe('OrderWindow', () => {
  const arrival = fc.record({
    ns: fc.bigInt({ min: 0n, max: 20n }),
    stream: fc.constantFrom('a', 'b', 'c'),
    wait: fc.nat(400),
    release: fc.boolean(),
  });

  it('gives out every line once, in order but for those marked as late', () => {
    fc.assert(
      fc.property(fc.array(arrival), arrivals => {
        const window = new OrderWindow<number>(1_000);
        const out: Array<{ item: number; position: Position; late: boolean }> =
          [];
        let now = 0;
        arrivals.forEach(({ ns, stream, wait, release }, index) => {
          now += wait;
          window.push({ ns, stream, ordinal: index }, index, now);
          if (release) out.push(...window.release(now));
        });
        out.push(...window.release(Infinity));
        expect(out.map(({ item }) => item).sort((a, b) => a - b)).toEqual(
          arrivals.map((_, index) => index),
        );
        const inOrder = out.filter(({ late }) => !late);
        for (let i = 1; i < inOrder.length; i++) {
          expect(
            comparePositions(inOrder[i - 1].position, inOrder[i].position),
          ).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  it('marks nothing as late that comes within the window', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1n, 2n, 3n, 4n, 5n]), order => {
        const window = new OrderWindow<bigint>(1_000);
        order.forEach((ns, index) =>
          window.push({ ns, stream: 'a', ordinal: 0 }, ns, index * 100),
        );
        expect(window.release(999)).toEqual([]);
        const out = window.release(2_000);
        expect(out.map(({ item }) => item)).toEqual([...order].sort());
        expect(out.some(({ late }) => late)).toBe(false);
      }),
    );
  });
});

describe('ViewerQueue', () => {
  function line(n: number, size: number): LogLine {
    return {
      type: 'line',
      ns: String(n),
      cursor: String(n),
      cluster: 'a',
      pod: 'p',
      container: 'c',
      level: 'info',
      text: 'x'.repeat(size),
    };
  }

  const step = fc.oneof(
    fc.record({ push: fc.nat(3_000) }),
    fc.record({ take: fc.integer({ min: 1, max: 5 }) }),
    fc.constant({ marker: true as const }),
  );

  it('shown and counted is always what was produced, in its order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), steps => {
        const queue = new ViewerQueue(10_000);
        const out: ReturnType<ViewerQueue['take']> = [];
        let produced = 0;
        let markers = 0;
        for (const one of steps) {
          if ('push' in one) queue.push(line(produced++, one.push));
          else if ('take' in one) out.push(...queue.take(one.take));
          else {
            queue.push({ type: 'reauth' });
            markers++;
          }
        }
        out.push(...queue.take(Infinity));
        // Each gap says which ones, and stands where they would have stood.
        const stands = out.flatMap(record => {
          if (record.type === 'line') return [Number(record.ns)];
          if (record.type !== 'gap') return [];
          const from = Number(record.from);
          const counted = Array.from(
            { length: record.count! },
            (_, index) => from + index,
          );
          expect(String(counted.at(-1))).toBe(record.to);
          expect(record.message).toContain(String(record.count));
          return counted;
        });
        expect(stands).toEqual(Array.from({ length: produced }, (_, n) => n));
        expect(out.filter(({ type }) => type === 'reauth')).toHaveLength(
          markers,
        );
      }),
    );
  });

  it('takes one line that is larger than all its room', () => {
    const queue = new ViewerQueue(10);
    queue.push(line(0, 100_000));
    queue.push(line(1, 1));
    expect(queue.take(5).map(({ type }) => type)).toEqual(['line', 'gap']);
  });
});

describe('Histogram', () => {
  it('counts every line of the range once, in as many buckets as asked for at most', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2_000_000_000_000_000_000n }),
        fc.bigInt({ min: 1n, max: 30_000_000_000_000_000n }),
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
        (from, length, buckets, lines) => {
          const histogram = new Histogram(from, from + length, buckets);
          for (const at of lines) {
            const offset = (length * BigInt(Math.floor(at * 1e6))) / 1_000_000n;
            histogram.add(from + offset, 'info');
          }
          const made = histogram.buckets();
          const sum = made.reduce(
            (all, { counts }) => all + (counts.info ?? 0),
            0,
          );
          expect(sum).toBe(lines.length);
          // Aligned to the step, so one may be begun before and one after.
          expect(made.length).toBeLessThanOrEqual(buckets + 1);
        },
      ),
    );
  });
});
