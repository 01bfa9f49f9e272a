import fc from 'fast-check';
import { formatSeconds, parseSeconds } from './durations';

describe('how long, as people type it', () => {
  it.each([
    ['5 min', 300],
    ['5m', 300],
    ['90s', 90],
    ['1 h 30 min', 5400],
    ['1.5 h', 5400],
    ['1 D', 86_400],
    ['0 s', 0],
  ])('reads %s', (text, seconds) => {
    expect(parseSeconds(text)).toBe(seconds);
  });

  it.each([
    '',
    '5',
    'min',
    '-5 min',
    '5 weeks',
    '0.5 s',
    '5 min!',
    '1 toString',
  ])('does not guess what %p is', text => {
    expect(parseSeconds(text)).toBe(undefined);
  });

  it('loses nothing on the way into the form and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), seconds => {
        expect(parseSeconds(formatSeconds(seconds))).toBe(seconds);
      }),
    );
  });
});
