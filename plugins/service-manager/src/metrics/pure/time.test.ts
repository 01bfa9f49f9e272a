import { axisLabels, formatMoment, zoneName } from './time';

const at = (text: string) => Date.parse(`2026-03-${text}Z`);

describe('times under a chart', () => {
  it('have seconds only where they tell marks apart', () => {
    expect(
      axisLabels([at('01T12:00:00'), at('01T12:00:30')], 30_000, true),
    ).toEqual(['12:00:00', '12:00:30']);
    expect(
      axisLabels([at('01T12:00:00'), at('01T12:05:00')], 300_000, true),
    ).toEqual(['12:00', '12:05']);
  });

  it('name the day where it changes, and days alone when they are far apart', () => {
    const hours = [at('01T18:00:00'), at('02T00:00:00'), at('02T06:00:00')];
    expect(axisLabels(hours, 21_600_000, true)).toEqual([
      '18:00',
      'Mar 2',
      '06:00',
    ]);
    expect(
      axisLabels([at('01T00:00:00'), at('02T00:00:00')], 86_400_000, true),
    ).toEqual(['Mar 1', 'Mar 2']);
  });

  it('are exact where one looks', () => {
    expect(formatMoment(at('01T12:00:15'), true)).toBe('Mar 1, 12:00:15');
    expect(zoneName(new Date(), true)).toBe('UTC');
  });
});
