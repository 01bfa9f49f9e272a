import fc from 'fast-check';
import { sparkPath } from './sparkPath';

const box = { width: 60, height: 20 };

describe('a small curve', () => {
  it('goes from 0 to the greatest', () => {
    expect(sparkPath([0, 5, 10], box).line).toBe('M0 19L30 10L60 1');
  });

  it('is interrupted by a gap, and marks what stands alone', () => {
    const { line, points } = sparkPath([1, 1, null, 1, null, 1, 1], box);
    expect(line.match(/M/g)).toHaveLength(2);
    expect(points).toEqual([{ x: 30, y: 1 }]);
  });

  it('holds every value once, within its box', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), {
            nil: null,
          }),
        ),
        values => {
          const { line, points } = sparkPath(values, box);
          const drawn = [...line.matchAll(/[ML]([\d.]+) ([\d.]+)/g)]
            .map(([, x, y]) => ({ x: Number(x), y: Number(y) }))
            .concat(points);
          expect(drawn).toHaveLength(values.filter(v => v !== null).length);
          for (const { x, y } of drawn) {
            expect(x).toBeGreaterThanOrEqual(0);
            expect(x).toBeLessThanOrEqual(box.width);
            expect(y).toBeGreaterThanOrEqual(0);
            expect(y).toBeLessThanOrEqual(box.height);
          }
        },
      ),
    );
  });
});
