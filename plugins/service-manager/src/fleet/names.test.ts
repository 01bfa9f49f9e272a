import { shortRef } from './names';

describe('shortRef', () => {
  it.each([
    ['group:default/payments', 'payments'],
    ['group:Default/payments', 'payments'],
    ['group:retail/payments', 'retail/payments'],
    ['no entity ref', 'no entity ref'],
    ['', ''],
  ])('says %s as %s', (ref, short) => {
    expect(shortRef(ref)).toBe(short);
    expect(shortRef(ref)).toBe(short);
  });
});
