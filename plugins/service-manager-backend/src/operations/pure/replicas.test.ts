import fc from 'fast-check';
import { startReplicas } from './replicas';

describe('startReplicas', () => {
  it('is never 0 and always within the bounds that the autoscaler has', () => {
    fc.assert(
      fc.property(
        fc.option(fc.nat(50), { nil: undefined }),
        fc.nat(20),
        fc.integer({ min: 1, max: 30 }),
        (remembered, min, more) => {
          const bounds = { min, max: min + more };
          const replicas = startReplicas(remembered, bounds);
          expect(replicas).toBeGreaterThanOrEqual(Math.max(1, min));
          expect(replicas).toBeLessThanOrEqual(bounds.max);
          const within =
            remembered !== undefined &&
            remembered >= Math.max(1, min) &&
            remembered <= bounds.max;
          expect(within ? replicas : undefined).toBe(
            within ? remembered : undefined,
          );
        },
      ),
    );
  });

  it('restores exactly what was remembered where nobody else scales', () => {
    expect(startReplicas(7, undefined)).toBe(7);
    expect(startReplicas(undefined, undefined)).toBe(1);
    expect(startReplicas(0, undefined)).toBe(1);
  });
});
