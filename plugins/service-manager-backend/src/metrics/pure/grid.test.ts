import * as fc from 'fast-check';
import type { ServiceManagerError } from '../../errors';
import { rateWindow } from '../prometheus/queries';
import { endOf, gridFields, gridOf, readRange } from './grid';

const NOW = new Date('2026-03-01T12:00:00Z');
const seconds = (iso: string) => Date.parse(iso) / 1000;

describe('the grid', () => {
  const range = fc
    .tuple(
      fc.integer({ min: 0, max: 2_000_000_000 }),
      fc.integer({ min: 1, max: 366 * 86_400 }),
    )
    .map(([from, length]) => ({ from, until: from + length }));
  const points = fc.integer({ min: 10, max: 2_000 });
  const scrape = fc.double({ min: 0.2, max: 3_600, noNaN: true });

  it('is no finer than things are measured, whole seconds, and never too long for Prometheus', () => {
    fc.assert(
      fc.property(range, points, scrape, (of, about, every) => {
        const grid = gridOf(of, about, every);
        expect(Number.isInteger(grid.step)).toBe(true);
        expect(grid.step).toBeGreaterThanOrEqual(every);
        expect((endOf(grid) - grid.start) / grid.step).toBeLessThanOrEqual(
          11_000,
        );
        expect(grid.steps).toBeLessThanOrEqual(about + 2);
      }),
    );
  });

  it('begins and ends at multiples of the step in UTC, the end never in the future', () => {
    fc.assert(
      fc.property(range, points, scrape, (of, about, every) => {
        const { start, step, steps } = gridOf(of, about, every);
        expect(start % step).toBe(0);
        expect(steps).toBeGreaterThanOrEqual(1);
        expect(of.from - start).toBeLessThan(step);
        expect(start).toBeLessThanOrEqual(of.from);
        const end = start + (steps - 1) * step;
        expect(end).toBeLessThanOrEqual(of.until);
        expect(of.until - end).toBeLessThan(step);
      }),
    );
  });

  it('even for more points than Prometheus gives it stays within 11,000 steps', () => {
    const grid = gridOf({ from: 7, until: 1_000_003 }, 1e9, 0.1);
    expect(grid.steps - 1).toBeLessThanOrEqual(11_000);
  });

  it('the same question a moment later has the same grid', () => {
    const at = seconds('2026-03-01T12:00:00Z');
    const one = gridOf({ from: at - 3_600, until: at }, 240, 30);
    const later = gridOf({ from: at - 3_571, until: at + 29 }, 240, 30);
    expect(later).toEqual(one);
    expect(gridFields(one)).toEqual({
      from: '2026-03-01T11:00:00.000Z',
      stepSeconds: 30,
      steps: 121,
    });
  });

  it('a step that does not divide the range leaves out the rest of it', () => {
    expect(gridOf({ from: 0, until: 1_000 }, 3, 30)).toEqual({
      start: 0,
      step: 334,
      steps: 3,
    });
  });

  it('rates look back over two scrapes at least, and over the whole step', () => {
    expect(rateWindow(15, 15)).toBe(60);
    expect(rateWindow(30, 15)).toBe(60);
    expect(rateWindow(300, 15)).toBe(315);
    expect(rateWindow(1, 0.5)).toBe(2);
  });
});

describe('the range that is asked for', () => {
  it('is the last hour by default, and the hour before an end', () => {
    const now = seconds('2026-03-01T12:00:00Z');
    expect(readRange({}, NOW)).toMatchObject({
      from: now - 3_600,
      until: now,
    });
    expect(readRange({ until: '2026-02-01T00:00:00Z' }, NOW)).toMatchObject({
      from: seconds('2026-01-31T23:00:00Z'),
    });
    expect(
      readRange({ from: '2026-03-01T13:00:00+02:00', points: 10 }, NOW),
    ).toEqual({ from: now - 3_600, until: now, points: 10 });
  });

  it.each([
    [{ from: '2026-03-01T11:00:00Z', until: '2026-03-01T10:00:00Z' }, 'until'],
    [{ from: '2026-03-01T11:00:00Z', until: '2026-03-01T11:00:00Z' }, 'until'],
    [{ from: '2026-03-01T12:00:01Z' }, 'from'],
    [{ from: '2025-01-25T12:00:00Z', until: '2026-03-01T12:00:00Z' }, 'from'],
    [{ from: 'now-1h' }, 'from'],
    [{ from: '2026-13-01T00:00:00Z' }, 'from'],
    [{ until: '2026-03-01\u0000' }, 'until'],
    [{ until: '2026-03-01\u202e' }, 'until'],
    [{ until: '0' }, 'until'],
  ])('%j: the error names the field', (given, name) => {
    let error: ServiceManagerError | undefined;
    try {
      readRange(given, NOW);
    } catch (caught) {
      error = caught as ServiceManagerError;
    }
    expect(error).toMatchObject({ status: 400, field: `query.${name}` });
    expect(error!.nextStep).toBeTruthy();
  });
});
