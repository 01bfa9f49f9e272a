import fc from 'fast-check';
import { moveTo } from './moves';

describe('moveTo', () => {
  const at = { active: 5, count: 100, page: 20 };

  it.each([
    ['j', 6],
    ['ArrowDown', 6],
    ['k', 4],
    ['ArrowUp', 4],
    ['PageDown', 25],
    ['PageUp', 0],
    ['Home', 0],
    ['End', 99],
    ['x', undefined],
  ])('goes with %s from row 5 to %s', (key, to) => {
    expect(moveTo(key, at)).toBe(to);
  });

  it('never leaves the rows', () => {
    const keys = fc.constantFrom('j', 'k', 'PageDown', 'PageUp', 'Home', 'End');
    fc.assert(
      fc.property(
        keys,
        fc.integer({ min: -1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: -1, max: 60 }),
        (key, active, count, page) => {
          const to = moveTo(key, { active, count, page })!;
          expect(to).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThan(count);
        },
      ),
    );
  });

  it('goes nowhere without rows', () => {
    expect(moveTo('j', { active: -1, count: 0, page: 1 })).toBeUndefined();
  });
});
