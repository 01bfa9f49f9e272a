import '../testing/canvas';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { render, waitFor } from '@testing-library/react';
import { contrast, tokensOf } from '../../__testUtils__/contrast';
import { strokes } from '../testing/canvas';
import { Chart, type ChartProps, Crosshair } from '.';
import { acrossLabels } from './draw';

/** What charts stand on: cards, and what is pointed at in a legend. */
const grounds = { light: ['#ffffff', '#f0f0f0'], dark: ['#424141'] };

const props: ChartProps = {
  lines: [
    { name: 'use', role: 'value', color: 0, values: [1, null, 3] },
    { name: 'limit', role: 'limit', color: 0, values: [100, 100, 100] },
    { name: 'request', role: 'request', color: 0, values: [2, 2, 2] },
  ],
  hidden: new Set(),
  unit: 'cores',
  utc: true,
  marks: [],
  window: [0, 2000],
  grid: { from: '1970-01-01T00:00:00Z', stepSeconds: 1, steps: 3 },
  height: 200,
  crosshair: new Crosshair(),
  group: 'test',
  onZoom: () => {},
  onZoomOut: () => {},
};

describe('the names of the lines across', () => {
  it('are one where they lie upon each other', () => {
    const across = (limit: number) =>
      acrossLabels({
        ...props,
        lines: [
          { name: 'use', role: 'value', color: 0, values: [1] },
          { name: 'request', role: 'request', color: 0, values: [0.5] },
          { name: 'limit', role: 'limit', color: 0, values: [limit] },
        ],
      }).map(({ role, text }) => [role, text]);
    expect(across(0.5)).toEqual([['limit', 'request and limit 500m']]);
    expect(across(1)).toEqual([
      ['request', 'request 500m'],
      ['limit', 'limit 1'],
    ]);
  });
});

describe('the colours of a chart', () => {
  const css = readFileSync(join(__dirname, 'Chart.module.css'), 'utf8');
  const quiet = ['grid', 'ground', 'uncovered'];

  it.each(['light', 'dark'] as const)('are seen in the %s theme', mode => {
    const tokens = tokensOf(css, mode, 'service-manager-chart-').filter(
      ([name]) => !quiet.includes(name),
    );
    expect(tokens).toHaveLength(8 + 1 + 3 + 4);
    const poor = tokens.filter(([, color]) =>
      grounds[mode].some(ground => contrast(color, ground) < 4.5),
    );
    expect(poor).toEqual([]);
  });

  it('are those of the pods in the Logs tab', () => {
    const logs = readFileSync(
      join(__dirname, '../../logs/LogsTab/LineText.module.css'),
      'utf8',
    );
    for (const mode of ['light', 'dark'] as const) {
      expect(
        tokensOf(css, mode, 'service-manager-chart-line-').map(([, c]) => c),
      ).toEqual(
        tokensOf(logs, mode, 'service-manager-log-pod-').map(([, c]) => c),
      );
    }
  });
});

describe('a chart', () => {
  it('names what lies across; what lies higher than it reaches has an arrow', async () => {
    strokes.length = 0;
    render(<Chart {...props} />);
    await waitFor(() =>
      expect(strokes).toEqual(
        expect.arrayContaining(['↑ limit 100', 'request 2']),
      ),
    );
    expect(strokes).not.toContain('limit 100');
  });

  it('ends with its page', () => {
    const { container, unmount } = render(<Chart {...props} />);
    expect(container.querySelectorAll('.uplot')).toHaveLength(1);
    unmount();
    expect(document.querySelectorAll('.uplot')).toHaveLength(0);
  });

  it('takes new values and other lines', () => {
    const { container, rerender } = render(<Chart {...props} />);
    rerender(<Chart {...props} window={[0, 3000]} />);
    rerender(<Chart {...props} lines={props.lines.slice(0, 1)} />);
    expect(container.querySelectorAll('.uplot')).toHaveLength(1);
  });
});
