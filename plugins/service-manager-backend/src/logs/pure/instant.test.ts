import * as fc from 'fast-check';
import { isoOf, isoSecondOf, nsOf, parseRange } from './instant';

const NOW = new Date('2026-03-01T12:00:00Z');

describe('nanoseconds', () => {
  it('stay exact, which a number would not keep them', () => {
    const ns = 1569266497240578123n;
    expect(String(Number('1569266497240578123'))).not.toBe(String(ns));
    expect(nsOf(isoOf(ns))).toBe(ns);
  });

  it('come back from their text, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 4_000_000_000_000_000_000n }),
        ns => {
          expect(nsOf(isoOf(ns))).toBe(ns);
        },
      ),
    );
  });

  it('are read with any fraction and offset', () => {
    expect(nsOf('2026-03-01T12:00:00Z')).toBe(1772366400000000000n);
    expect(nsOf('2026-03-01T14:00:00.5+02:00')).toBe(1772366400500000000n);
    expect(nsOf('not a time')).toBeUndefined();
    expect(nsOf('2026-13-01T12:00:00Z')).toBeUndefined();
    expect(isoSecondOf(1772366400999999999n)).toBe('2026-03-01T12:00:00Z');
  });
});

describe('a range', () => {
  it('is read as ISO 8601 or nanoseconds', () => {
    expect(
      parseRange(
        { from: '2026-03-01T11:00:00Z', until: '1772366400000000001' },
        NOW,
      ),
    ).toEqual({ from: 1772362800000000000n, until: 1772366400000000001n });
    for (const [text, iso] of [
      ['2026-03-01', '2026-03-01T00:00:00.000000000Z'],
      ['2026-03-01T13:30+02:00', '2026-03-01T11:30:00.000000000Z'],
      ['2026-03-01T11:30:00.25Z', '2026-03-01T11:30:00.250000000Z'],
    ]) {
      expect(isoOf(parseRange({ from: text }, NOW).from!)).toBe(iso);
    }
    expect(parseRange({}, NOW)).toEqual({ from: undefined, until: undefined });
  });

  it.each([
    [{ from: 'yesterday' }, 'query.from'],
    [{ until: '12:00' }, 'query.until'],
    [{ from: '\u202e2026' }, 'query.from'],
    // `Date.parse` would read all of these.
    [{ from: '2026-03-01\0' }, 'query.from'],
    [{ until: '2026-03-01T12:00:00Z\0' }, 'query.until'],
    [{ from: '2026-03-01T11:00:00Z (never)' }, 'query.from'],
    [{ from: '2026-02-30T11:00:00Z' }, 'query.from'],
    [{ from: '2026-03-01T11:00:00' }, 'query.from'],
    [{ from: '2026-03-01 11:00' }, 'query.from'],
    [
      { from: '2026-03-01T12:00:00Z', until: '2026-03-01T11:00:00Z' },
      'query.until',
    ],
    [
      { from: '2026-03-01T12:00:00Z', until: '2026-03-01T12:00:00Z' },
      'query.until',
    ],
    [{ from: '2025-01-25T12:00:00Z' }, 'query.from'],
  ])('%j is refused, naming %s', (given, field) => {
    expect(() => parseRange(given, NOW)).toThrow(
      expect.objectContaining({
        status: 400,
        field,
        nextStep: expect.any(String),
      }),
    );
  });

  it('says how many days are too many', () => {
    expect(() => parseRange({ from: '2025-01-25T12:00:00Z' }, NOW)).toThrow(
      /400 days/,
    );
  });
});
