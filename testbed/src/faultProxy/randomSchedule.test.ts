import fc from 'fast-check';
import { randomSchedule } from './randomSchedule';

describe('randomSchedule', () => {
  it('gives the same rules for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), seed => {
        expect(randomSchedule(seed)).toEqual(randomSchedule(seed));
      }),
    );
  });

  it('gives other rules for other seeds', () => {
    const seen = new Set(
      Array.from({ length: 200 }, (_, seed) =>
        JSON.stringify(randomSchedule(seed)),
      ),
    );
    expect(seen.size).toBe(200);
  });

  it('comes to an end: every rule is used up after a few requests', () => {
    fc.assert(
      fc.property(fc.integer(), seed => {
        for (const rule of randomSchedule(seed)) {
          expect((rule.skip ?? 0) + rule.times!).toBeLessThan(10);
        }
      }),
    );
  });

  it('meets every kind of fault a reader can meet, over some seeds', () => {
    const types = new Set(
      Array.from({ length: 50 }, (_, seed) => randomSchedule(seed))
        .flat()
        .map(rule => rule.fault.type),
    );
    expect([...types].sort()).toEqual([
      'cutWatch',
      'drop',
      'expiredContinue',
      'gone',
      'slow',
      'status',
      'tooMany',
      'watchError',
    ]);
  });

  it('keeps to the faults and resources that were asked for', () => {
    const rules = randomSchedule(7, {
      faults: ['stallWatch', 'gone'],
      resources: ['nodes'],
      rules: 30,
    });
    expect(rules).toHaveLength(30);
    expect(new Set(rules.map(rule => rule.fault.type))).toEqual(
      new Set(['stallWatch', 'gone']),
    );
    expect(new Set(rules.flatMap(rule => rule.match.resources))).toEqual(
      new Set(['nodes']),
    );
  });
});
