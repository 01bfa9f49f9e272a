import * as fc from 'fast-check';
import { aGap, aLine } from '../testing';
import type { LogRow } from './LogBuffer';
import { compareNs, mergeRows, nsOf, sumGaps } from './merge';

const page = fc
  .uniqueArray(fc.nat(60), { maxLength: 30 })
  .map(numbers => numbers.sort((a, b) => a - b).map((n): LogRow => aLine(n)));

describe('two pages as one', () => {
  it('hold each line once, in the order of time, however they overlap', () => {
    fc.assert(
      fc.property(page, page, (a, b) => {
        const merged = mergeRows(a, b);
        const numbers = [...a, ...b].map(row => nsOf(row));
        expect(merged.map(nsOf)).toEqual([...new Set(numbers)].sort(compareNs));
        expect(mergeRows(merged, b)).toEqual(merged);
      }),
    );
  });

  it('keep the order of a page within one nanosecond', () => {
    const at = (cursor: string) => aLine(1, { cursor });
    expect(
      mergeRows([at('b'), at('a')], [at('a'), at('c')]).map(
        row => row.type === 'line' && row.cursor,
      ),
    ).toEqual(['b', 'a', 'c']);
  });

  it('tell nanoseconds apart that a number would not', () => {
    expect(compareNs('1569266497240578123', '1569266497240578124')).toBe(-1);
    expect(compareNs('99', '100')).toBe(-1);
    expect(compareNs('007', '7')).toBe(0);
  });
});

describe('what is missing', () => {
  it('is summed exactly; what nobody knows is counted as unknown, not as none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.nat(1000), { nil: undefined })),
        all => {
          const rows = all.map((count, n) => aGap(n, count));
          const known = all.filter(count => count !== undefined);
          expect(sumGaps([aLine(0), ...rows])).toEqual({
            lines: known.reduce<number>((sum, count) => sum + count!, 0),
            unknown: all.length - known.length,
          });
        },
      ),
    );
  });
});
