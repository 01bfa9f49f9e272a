import { toUntil } from './comeBack';

const now = new Date('2026-03-10T15:30:00Z');

describe('the time to come back', () => {
  it('is absent when someone has to start it', () => {
    expect(toUntil('never', now)).toBe(undefined);
  });

  it('is hours from now', () => {
    expect(toUntil('1h', now)).toBe('2026-03-10T16:30:00.000Z');
    expect(toUntil('4h', now)).toBe('2026-03-10T19:30:00.000Z');
  });

  it('is eight in the morning on the clock of the person', () => {
    const at = new Date(toUntil('tomorrow', now)!);
    expect([at.getHours(), at.getMinutes()]).toEqual([8, 0]);
    expect(at.getDate()).toBe(new Date(now).getDate() + 1);
  });
});
