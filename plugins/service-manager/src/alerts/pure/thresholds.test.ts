import fc from 'fast-check';
import { metricUnitSchema } from '@vtasker/backstage-plugin-service-manager-common';
import { parseThreshold, sayThreshold, writeThreshold } from './thresholds';

describe('a threshold as people type it', () => {
  it.each([
    ['250m', 'cores', 0.25],
    ['1.5', 'cores', 1.5],
    ['512Mi', 'bytes', 536_870_912],
    ['1.5 Gi', 'bytes', 1_610_612_736],
    ['100M', 'bytes', 100_000_000],
    ['10Mi', 'bytes-per-second', 10_485_760],
    ['80 %', 'ratio', 0.8],
    ['80', 'ratio', 0.8],
    ['250ms', 'seconds', 0.25],
    ['2', 'seconds', 2],
    ['3', 'count', 3],
    ['1e6', 'per-second', 1_000_000],
  ] as const)('reads %s as an amount of %s', (text, unit, value) => {
    expect(parseThreshold(text, unit)).toBe(value);
  });

  it.each([
    ['', 'bytes'],
    ['512mi', 'bytes'],
    ['-1', 'cores'],
    ['5 min', 'seconds'],
    ['80 %', 'count'],
    ['constructor', 'count'],
    ['1constructor', 'count'],
    ['1,5', 'cores'],
    ['1e999', 'count'],
  ] as const)('does not guess what %s of %s is', (text, unit) => {
    expect(parseThreshold(text, unit)).toBe(undefined);
  });

  it.each([
    [0.25, 'cores', '250m'],
    [536_870_912, 'bytes', '512Mi'],
    [10_485_760, 'bytes-per-second', '10Mi/s'],
    [0.8, 'ratio', '80 %'],
    [0.25, 'seconds', '250 ms'],
    [2, 'seconds', '2 s'],
    [50, 'per-second', '50/s'],
    [3, 'count', '3'],
    [0, 'bytes', '0'],
  ] as const)('says %d %s as %s', (value, unit, text) => {
    expect(sayThreshold(value, unit)).toBe(text);
  });

  it('is the same number again after the form wrote it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...metricUnitSchema.options),
        fc.oneof(
          fc.integer({ min: 0, max: 2 ** 50 }),
          fc.integer({ min: 0, max: 1_000_000 }).map(n => n / 1000),
        ),
        (unit, value) => {
          const back = parseThreshold(writeThreshold(value, unit), unit)!;
          expect(Math.abs(back - value)).toBeLessThanOrEqual(value * 1e-12);
        },
      ),
    );
  });
});
