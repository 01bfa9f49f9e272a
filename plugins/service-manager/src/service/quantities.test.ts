import fc from 'fast-check';
import { aPod, aWorkload } from '../testing';
import { formatCpu, formatMemory, resourceRow, shareOf } from './quantities';

describe('quantities', () => {
  it.each([
    [0.25, '250m'],
    [1, '1'],
    [1.5, '1.5'],
    [0.0004, '0m'],
  ])('%d cores are %s', (cores, text) => expect(formatCpu(cores)).toBe(text));

  it.each([
    [512 * 1024 ** 2, '512Mi'],
    [1.5 * 1024 ** 3, '1.5Gi'],
    [100, '100'],
    [3000 * 1024 ** 4, '3000Ti'],
  ])('%d bytes are %s', (bytes, text) =>
    expect(formatMemory(bytes)).toBe(text),
  );
});

describe('a resource of a workload', () => {
  it('brings requests of one pod to the measure of use by all pods', () => {
    const workload = aWorkload({
      requests: { cpu: 0.25 },
      limits: { cpu: 0.5 },
      usage: { cpu: 0.6, at: '2026-06-01T12:00:00Z' },
      pods: [
        aPod({ name: 'a' }),
        aPod({ name: 'b' }),
        // A finished pod uses and reserves nothing.
        aPod({ name: 'c', phase: 'Succeeded' }),
      ],
    });
    expect(resourceRow(workload, 'cpu')).toEqual({
      usage: 0.6,
      request: 0.5,
      limit: 1,
    });
  });

  it('does not know what nobody told', () => {
    const workload = aWorkload({ usage: undefined, limits: {}, pods: [] });
    expect(resourceRow(workload, 'memory')).toEqual({
      usage: undefined,
      request: undefined,
      limit: undefined,
    });
  });

  it('is drawn within its bar whatever the numbers', () => {
    const amount = fc.option(fc.double({ min: 0, max: 1e15, noNaN: true }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(
        fc.record({ usage: amount, request: amount, limit: amount }),
        fc.double({ min: 0, max: 1e15, noNaN: true }),
        (row, value) => {
          expect(shareOf(value, row)).toBeGreaterThanOrEqual(0);
          expect(shareOf(value, row)).toBeLessThanOrEqual(100);
        },
      ),
    );
  });
});
