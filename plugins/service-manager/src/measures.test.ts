import fc from 'fast-check';
import { metricUnitSchema } from '@vtasker/backstage-plugin-service-manager-common';
import { formatValue, lastOf, stepsOf } from './measures';

describe('a value', () => {
  it.each([
    [0.25, 'cores', '250m'],
    [0.0004, 'cores', '0.4m'],
    [0.9996, 'cores', '1'],
    [1.5, 'cores', '1.5'],
    [16, 'cores', '16'],
    [512 * 1024 ** 2, 'bytes', '512Mi'],
    [1.5 * 1024 ** 3, 'bytes', '1.5Gi'],
    [1023.9 * 1024, 'bytes', '1Mi'],
    [900, 'bytes', '900'],
    [2048, 'bytes-per-second', '2Ki/s'],
    [0.125, 'ratio', '12.5 %'],
    [0.0001, 'ratio', '0.01 %'],
    [0.5, 'per-second', '0.5/s'],
    [1234, 'per-second', '1.23k/s'],
    [0.012, 'seconds', '12 ms'],
    [0.0005, 'seconds', '500 µs'],
    [1.25, 'seconds', '1.25 s'],
    [3, 'count', '3'],
    [1234, 'count', '1234'],
    [12_345, 'count', '12.3k'],
    [0.08443, 'number', '0.08443'],
    [12_345_678, 'number', '12.3M'],
    [-0.25, 'cores', '-250m'],
    [0, 'bytes', '0'],
  ] as const)('%d %s is said as people type it: %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });

  it('that was not measured is none, never 0', () => {
    for (const unit of metricUnitSchema.options) {
      expect(formatValue(null, unit)).toBe('no value');
      expect(formatValue(NaN, unit)).toBe('no value');
    }
  });

  it('is said within a hundredth of what it is, and never as 0', () => {
    const sizes: Record<string, number> = {
      m: 1e-3,
      Ki: 1024,
      Mi: 1024 ** 2,
      Gi: 1024 ** 3,
      Ti: 1024 ** 4,
      Pi: 1024 ** 5,
      k: 1e3,
      M: 1e6,
      G: 1e9,
      T: 1e12,
      ' %': 0.01,
      ' µs': 1e-6,
      ' ms': 1e-3,
      ' s': 1,
      '': 1,
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...metricUnitSchema.options),
        fc.double({ min: 1e-4, max: 1e14, noNaN: true }),
        (unit, value) => {
          const said = formatValue(value, unit);
          const [, number, size] = /^([\d.e+-]+)(.*?)(\/s)?$/.exec(said)!;
          const read = Number(number) * sizes[size];
          expect(read).toBeGreaterThan(0);
          // The whole numbers of small counts are not rounded to three digits.
          expect(Math.abs(read - value) / value).toBeLessThan(0.01);
        },
      ),
    );
  });
});

describe('the lines of an axis', () => {
  it('lie at powers of two where bytes are counted, and at whole counts', () => {
    expect(stepsOf('bytes')).toContain(256 * 1024 ** 2);
    expect(stepsOf('count')![0]).toBe(1);
    expect(stepsOf('cores')).toBeUndefined();
  });
});

describe('the last value', () => {
  it('is not an old one: a gap at the end stays one', () => {
    expect(lastOf([1, 2, 3])).toBe(3);
    expect(lastOf([1, 2, 3, null, null])).toBe(3);
    expect(lastOf([1, 2, 3, null, null, null])).toBeNull();
  });
});
