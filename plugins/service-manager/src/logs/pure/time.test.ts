import { formatExactNs, formatTime, millisOf, zoneName } from './time';
import { brushed, sayBar, toBars } from './volume';

const ns = '1763733730123456789';

describe('the time of a line', () => {
  it('keeps its nanoseconds and says its offset', () => {
    expect(formatExactNs(ns, { utc: true })).toBe(
      '2025-11-21T14:02:10.123456789Z',
    );
    expect(formatTime(ns, { utc: true })).toBe('14:02:10.123');
    expect(formatTime(ns, { utc: true, date: true })).toBe(
      '11-21 14:02:10.123',
    );
  });

  it('is the reader’s where they want it', () => {
    const offset = jest
      .spyOn(Date.prototype, 'getTimezoneOffset')
      .mockReturnValue(-330);
    expect(formatExactNs(ns, { utc: false })).toBe(
      '2025-11-21T19:32:10.123456789+05:30',
    );
    expect(zoneName(millisOf(ns), { utc: false })).toBe('UTC+05:30');
    expect(zoneName(millisOf(ns), { utc: true })).toBe('UTC');
    offset.mockRestore();
  });
});

describe('the volume', () => {
  const volume = {
    source: 'loki' as const,
    stepSeconds: 60,
    buckets: [0, 1, 2].map(minute => ({
      at: `2025-11-21T14:0${minute}:00.000Z`,
      counts: minute === 2 ? { info: 3, error: 1 } : {},
    })),
    coveredFrom: '2025-11-21T14:01:00.000Z',
    notices: [],
  };

  it('tells no lines from not counted', () => {
    const { bars, most } = toBars(volume);
    expect(most).toBe(4);
    expect(bars.map(sayBar)).toEqual([
      'not counted',
      'no lines',
      '4 lines: 1 error, 3 info',
    ]);
  });

  it('is brushed in either direction, to the ends of the bars', () => {
    const { bars } = toBars(volume);
    const range = {
      from: '2025-11-21T14:01:00.000Z',
      until: '2025-11-21T14:03:00.000Z',
    };
    expect(brushed(bars, 1, 2)).toEqual(range);
    expect(brushed(bars, 9, 1)).toEqual(range);
    expect(brushed([], 0, 1)).toBeUndefined();
  });
});
