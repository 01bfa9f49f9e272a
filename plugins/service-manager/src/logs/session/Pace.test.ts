import { aLine } from '../testing';
import { Pace } from './Pace';

/** Lines written at these milliseconds. */
const at = (...millis: number[]) =>
  millis.map(each => aLine(each, { ns: `${each}000000` }));

describe('the pace of lines', () => {
  const T = 1_700_000_000_000;

  it('is right from the beginning, without what had been there before', () => {
    const pace = new Pace();
    pace.sync(T, T);
    pace.arrived(at(T - 9000, T - 8000, T - 500), T);
    pace.arrived(at(T + 100, T + 200, T + 300, T + 400), T + 1500);
    expect(pace.rate(T + 2000)).toBeUndefined();
    pace.arrived(at(T + 500, T + 600), T + 2500);
    expect(pace.rate(T + 3000)).toBe(2);
    expect(pace.rate(T + 4000)).toBe(1.5);
  });

  it('is none where nothing comes', () => {
    expect(new Pace().rate(T)).toBe(0);
  });

  it('is that of the last five seconds', () => {
    const pace = new Pace();
    pace.sync(T, T);
    pace.arrived(at(T), T);
    pace.arrived(at(...Array.from({ length: 10 }, () => T + 8000)), T + 8000);
    expect(pace.rate(T + 9000)).toBe(2);
    expect(pace.rate(T + 14_000)).toBe(0);
  });
});
