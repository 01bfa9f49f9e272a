import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { render, screen } from '@testing-library/react';
import { contrast, tokensOf } from '../../__testUtils__/contrast';
import { YamlDiff, YamlView } from './YamlView';

const css = readFileSync(join(__dirname, 'YamlView.module.css'), 'utf8');

describe('YAML on the page', () => {
  it('is the very text, to read and to select', () => {
    const text = 'kind: PrometheusRule\nspec:\n  for: "5m"\n';
    render(<YamlView label="YAML" text={text} />);
    expect(screen.getByRole('region', { name: 'YAML' }).textContent).toBe(text);
    expect(screen.getByText('kind')).toHaveAttribute('data-kind', 'key');
  });

  it('tells what goes and what comes by a sign too, not by colour alone', () => {
    render(<YamlDiff label="Difference" now="for: 5m" then="for: 10m" />);
    expect(screen.getByRole('region').textContent).toBe(
      '- for: 5m\n+ for: 10m\n',
    );
  });

  it.each(['light', 'dark'] as const)('is legible in the %s theme', mode => {
    const tokens = Object.fromEntries(
      tokensOf(css, mode, 'service-manager-yaml-'),
    );
    for (const ground of ['ground', 'removed', 'added']) {
      for (const color of ['text', 'key', 'string', 'quiet']) {
        const ratio = contrast(tokens[color], tokens[ground]);
        expect([color, ground, ratio >= 4.5]).toEqual([color, ground, true]);
      }
    }
  });
});
