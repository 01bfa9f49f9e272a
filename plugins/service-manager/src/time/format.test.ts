import fc from 'fast-check';
import {
  formatDuration,
  formatExact,
  formatMoment,
  formatRelative,
  formatSpan,
} from './format';

const now = new Date('2026-03-01T12:00:00Z');
const before = (ms: number) => new Date(now.getTime() - ms);

describe('formatDuration', () => {
  it.each([
    [-5, '0 s'],
    [0, '0 s'],
    [999, '0 s'],
    [1_000, '1 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [192_000, '3 min 12 s'],
    [3_600_000, '1 h'],
    [3_605_000, '1 h'],
    [7_500_000, '2 h 5 min'],
    [187_200_000, '2 d 4 h'],
    [Number.NaN, 'unknown'],
  ])('says %d ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('never says more than was measured, and less by under a sixtieth', () => {
    const sizes: Record<string, number> = {
      d: 86_400_000,
      h: 3_600_000,
      min: 60_000,
      s: 1_000,
    };
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 1e11 }), milliseconds => {
        const said = [
          ...formatDuration(milliseconds).matchAll(/(\d+) (\w+)/g),
        ].reduce(
          (sum, [, count, unit]) => sum + Number(count) * sizes[unit],
          0,
        );
        expect(said).toBeLessThanOrEqual(milliseconds);
        expect(milliseconds - said).toBeLessThan(
          Math.max(1_000, milliseconds / 24),
        );
      }),
    );
  });
});

describe('formatRelative', () => {
  it.each([
    [0, 'just now'],
    [4_999, 'just now'],
    [-4_000, 'just now'],
    [5_000, '5 s ago'],
    [200_000, '3 min ago'],
    [-200_000, 'in 3 min'],
    [3 * 86_400_000, '3 d ago'],
  ])('says %d ms before now as %s', (milliseconds, text) => {
    expect(formatRelative(before(milliseconds), now)).toBe(text);
  });

  it('gives the date of what is long ago', () => {
    expect(formatRelative(new Date('2025-01-02T12:00:00Z'), now)).toMatch(
      /2025/,
    );
  });

  it('shows a time that is none as unknown', () => {
    expect(formatRelative(new Date('soon'), now)).toBe('unknown');
    expect(formatSpan(new Date('soon'), now)).toBe('unknown');
    expect(formatExact(new Date('soon'))).toBe('unknown');
  });
});

describe('formatMoment', () => {
  it('leaves out the date of today only', () => {
    expect(formatMoment(before(1_000), now)).toMatch(/^\d+:59:59/);
    expect(formatMoment(before(30 * 3_600_000), now)).toMatch(/2026.*00:00/);
    expect(formatMoment(new Date('soon'), now)).toBe('unknown');
  });
});
