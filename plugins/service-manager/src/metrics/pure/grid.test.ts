import fc from 'fast-check';
import {
  fit,
  type Grid,
  indexAt,
  lonely,
  rangeOf,
  statsOf,
  timeAt,
  timesOf,
} from './grid';

const grid: Grid = { from: '2026-03-01T12:00:00Z', stepSeconds: 15, steps: 5 };
const values = fc.array(
  fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { nil: null }),
  { maxLength: 40 },
);

describe('the grid', () => {
  it('has one moment a step', () => {
    expect(
      timesOf(grid).map(at => new Date(at).toISOString().slice(11, 19)),
    ).toEqual(['12:00:00', '12:00:15', '12:00:30', '12:00:45', '12:01:00']);
  });

  it('finds the step of a moment and the moment of a step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 3600 }),
        fc.nat(),
        (steps, stepSeconds, seed) => {
          const any = { ...grid, steps, stepSeconds };
          const index = seed % steps;
          expect(timeAt(any, index)).toBe(timesOf(any)[index]);
          expect(indexAt(any, timeAt(any, index))).toBe(index);
        },
      ),
    );
  });

  it('keeps a moment outside within itself', () => {
    expect(indexAt(grid, 0)).toBe(0);
    expect(indexAt(grid, Date.parse('2027-01-01'))).toBe(4);
  });
});

describe('a gap', () => {
  it('stays one: never 0, never a neighbour’s value', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 60 }), (given, steps) => {
        const fitted = fit(given, steps);
        expect(fitted).toHaveLength(steps);
        fitted.forEach((value, at) => {
          expect(value).toBe(given[at] ?? null);
        });
      }),
    );
    expect(fit([NaN, Infinity, 1], 4)).toEqual([null, null, 1, null]);
  });

  it('on either side makes a point of what no line would show', () => {
    expect(lonely([1, null, 2, null, 3, 4, null, 5])).toEqual([0, 2, 7]);
    expect(lonely([])).toEqual([]);
  });

  it('counts for nothing in the mean', () => {
    expect(statsOf([null, 1, null, 3])).toEqual({
      last: 3,
      least: 1,
      most: 3,
      mean: 2,
    });
    expect(statsOf([null]).mean).toBeNull();
  });
});

describe('how far a chart reaches', () => {
  it('holds all values and 0, and something in any case', () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 4 }), lines => {
        const [bottom, top] = rangeOf(lines);
        expect(top).toBeGreaterThan(bottom);
        expect(bottom).toBeLessThanOrEqual(0);
        expect(top).toBeGreaterThanOrEqual(0);
        for (const value of lines.flat()) {
          if (value === null) continue;
          expect(value).toBeGreaterThanOrEqual(bottom);
          expect(value).toBeLessThanOrEqual(top);
        }
      }),
    );
  });

  it('holds a limit that is near, and leaves out one that would press all flat', () => {
    expect(rangeOf([[1]], [[2]])[1]).toBeGreaterThan(2);
    expect(rangeOf([[1]], [[100]])[1]).toBeLessThan(2);
    expect(rangeOf([[0]], [[100]])[1]).toBeGreaterThan(100);
    expect(rangeOf([[null]], [[4]])[1]).toBeGreaterThan(4);
  });
});
