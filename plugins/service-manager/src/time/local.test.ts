import { fromLocal, toLocal } from './local';

const now = new Date('2026-03-10T15:30:00Z');

describe('a moment in a field of the browser', () => {
  it('goes through the field and back, to the minute', () => {
    expect(toLocal(new Date(2026, 2, 9, 7, 5))).toBe('2026-03-09T07:05');
    expect(fromLocal(toLocal(now))).toBe(now.toISOString());
  });

  it('is absent for a field that is not filled in', () => {
    expect(fromLocal('')).toBe(undefined);
    expect(fromLocal('2026-13-45T99:00')).toBe(undefined);
  });
});
