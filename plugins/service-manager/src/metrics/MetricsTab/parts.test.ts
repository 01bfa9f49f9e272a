import '../testing/canvas';
import { moveTo } from './ChartPanel';
import { problemOf, sayRange } from './RangeMenu';
import { pointsFor } from './sizes';
import { pauseOf } from './useAsked';

describe('a time that is chosen', () => {
  const now = new Date('2026-03-01T12:00:00Z');

  it.each([
    [{}, /from which on/],
    [{ from: '2026-03-02' }, /not come yet/],
    [{ from: '2026-01-02', until: '2026-01-01' }, /ends before it begins/],
    [{ from: '2020-01-01', until: '2026-01-01' }, /longer than 400 days/],
  ])('is refused with what to do: %j', (range, problem) => {
    expect(problemOf(range, now)).toMatch(problem);
  });

  it('is taken when it is one, and said in words', () => {
    expect(problemOf({ from: '2026-02-01' }, now)).toBeUndefined();
    expect(sayRange({ span: '7d' }, true)).toBe('Last 7 days');
    expect(sayRange({ from: '2026-02-01T10:00:00Z' }, true)).toBe(
      'Feb 1, 10:00:00 – now',
    );
    expect(
      sayRange(
        { from: '2026-02-01T10:00:00Z', until: '2026-02-01T11:00:00Z' },
        true,
      ),
    ).toBe('Feb 1, 10:00:00 – 11:00:00');
  });
});

describe('the keys of a chart', () => {
  it('begin at the newest value, or at the oldest', () => {
    expect(moveTo('ArrowLeft', undefined, 10)).toBe(9);
    expect(moveTo('ArrowRight', undefined, 10)).toBe(0);
    expect(moveTo('ArrowLeft', 5, 10)).toBe(4);
    expect(moveTo('End', 5, 10)).toBe(9);
    expect(moveTo('x', 5, 10)).toBeUndefined();
  });
});

describe('what is asked for', () => {
  it('has about one value a pixel, and stays when a window grows a little', () => {
    expect(pointsFor(1168, false)).toBe(pointsFor(1100, false));
    expect(pointsFor(1168, false)).toBeGreaterThanOrEqual(480);
    expect(pointsFor(1168, true)).toBeGreaterThan(pointsFor(1168, false));
    expect(pointsFor(9999, true)).toBeLessThanOrEqual(2000);
  });

  it('is asked again once a step, within reason', () => {
    expect(pauseOf(1)).toBe(10_000);
    expect(pauseOf(15)).toBe(15_000);
    expect(pauseOf(3600)).toBe(60_000);
  });
});
