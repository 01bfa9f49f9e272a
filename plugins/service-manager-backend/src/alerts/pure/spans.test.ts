import fc from 'fast-check';
import { spansOf } from './spans';

const grid = { start: 600, step: 60 };

describe('spansOf', () => {
  it('begins a step before it was seen, and says what lasts until the end', () => {
    expect(spansOf([false, true, true, false, true], grid)).toEqual([
      { from: 600_000, until: 720_000, last: false },
      { from: 780_000, until: 840_000, last: true },
    ]);
  });

  it('covers every step in which something fired, and no other', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fired => {
        const spans = spansOf(fired, grid);
        const within = fired.map((_, index) => {
          const end = (grid.start + index * grid.step) * 1000;
          return spans.some(({ from, until }) => from < end && end <= until);
        });
        expect(within).toEqual(fired);
        // Apart from each other, in order.
        spans.slice(1).forEach((span, index) => {
          expect(span.from).toBeGreaterThanOrEqual(spans[index].until);
        });
        expect(spans.some(({ last }) => last)).toBe(fired.at(-1) ?? false);
      }),
    );
  });
});
