import * as fc from 'fast-check';
import { RateLimiter } from './RateLimiter';

class Refused extends Error {
  constructor(readonly seconds: number) {
    super('refused');
  }
}
const refusal = (seconds: number) => new Refused(seconds);

describe('RateLimiter', () => {
  it('never lets more through than a burst and the rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: -5_000, max: 30_000 }), { maxLength: 200 }),
        (perMinute, steps) => {
          let time = 1_000_000;
          let forward = 0;
          const limiter = RateLimiter.create({
            perMinute,
            refusal,
            clock: () => new Date(time),
          });
          let passed = 0;
          const refusals: Refused[] = [];
          for (const step of steps) {
            time += step;
            forward += Math.max(0, step);
            try {
              limiter.take('a');
              passed += 1;
            } catch (error) {
              refusals.push(error as Refused);
            }
          }
          for (const { seconds } of refusals) {
            expect(seconds).toBeGreaterThan(0);
          }
          expect(passed).toBeLessThanOrEqual(
            perMinute + (forward / 60_000) * perMinute + 1e-6,
          );
        },
      ),
    );
  });

  it('lets pass after the time that it told', () => {
    let time = 0;
    const limiter = RateLimiter.create({
      perMinute: 3,
      refusal,
      clock: () => new Date(time),
    });
    for (let count = 0; count < 3; count++) limiter.take('a');
    let wait = 0;
    try {
      limiter.take('a');
    } catch (error: any) {
      wait = error.seconds;
    }
    expect(wait).toBe(20);
    time += wait * 1000;
    expect(() => limiter.take('a')).not.toThrow();
  });
});
