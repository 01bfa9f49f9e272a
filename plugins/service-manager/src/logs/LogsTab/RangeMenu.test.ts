import { fromField, problemOf } from './RangeMenu';

describe('a time that is typed', () => {
  it('is UTC or local, or of its own zone', () => {
    expect(fromField('2026-11-21 14:00', true)).toBe(
      '2026-11-21T14:00:00.000Z',
    );
    expect(fromField('2026-11-21T14:00+02:00', true)).toBe(
      '2026-11-21T12:00:00.000Z',
    );
    expect(fromField('', true)).toBeUndefined();
    expect(fromField('now', true)).toBeUndefined();
    expect(fromField('yesterday', true)).toBe('');
  });

  it.each([
    [{ from: '' }, /Write it as/],
    [{}, /from which on/],
    [{ from: '2026-01-02', until: '2026-01-01' }, /ends before it begins/],
    [{ from: '2020-01-01', until: '2026-01-01' }, /longer than 400 days/],
  ])('is refused with what to do: %j', (range, problem) => {
    expect(problemOf(range)).toMatch(problem);
  });

  it('is taken when it is one', () => {
    expect(
      problemOf({ from: '2026-01-01', until: '2026-01-02' }),
    ).toBeUndefined();
  });
});
