import { endProblem, toSilenceEnd } from './silenceEnd';

const now = new Date('2026-03-10T15:30:00Z');
const hours = (count: number) =>
  new Date(now.getTime() + count * 3_600_000).toISOString();

describe('the end of a silence', () => {
  it('is hours from now, or eight in the morning of the next day', () => {
    expect(toSilenceEnd('1h', now).toISOString()).toBe(hours(1));
    expect(toSilenceEnd('4h', now).toISOString()).toBe(hours(4));
    const morning = toSilenceEnd('tomorrow', now);
    expect([morning.getDate(), morning.getHours()]).toEqual([
      now.getDate() + 1,
      8,
    ]);
  });

  it.each([
    [undefined, /Choose a day and a time/],
    ['soon', /Choose a day and a time/],
    [hours(0), /has passed/],
    [hours(-1), /has passed/],
    [hours(30 * 24 + 1), /30 days at most/],
    [hours(10 * 365 * 24), /30 days at most/],
  ])('cannot be %s', (end, problem) => {
    expect(endProblem(end, now)).toMatch(problem);
  });

  it.each([hours(0.1), hours(30 * 24)])('can be %s', end => {
    expect(endProblem(end, now)).toBe(undefined);
  });
});
