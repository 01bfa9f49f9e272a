import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { render } from '@testing-library/react';
import { contrast, tokensOf } from '../../__testUtils__/contrast';
import { LineText } from './LineText';

/** Where lines stand: the theme's own ground, and a row that is pointed at. */
const grounds = {
  light: ['#ffffff', '#f0f0f0'],
  dark: ['#424141'],
};

describe('the colours of lines', () => {
  const css = readFileSync(join(__dirname, 'LineText.module.css'), 'utf8');

  it.each(['light', 'dark'] as const)('are legible in the %s theme', mode => {
    const tokens = tokensOf(css, mode, 'service-manager-log-').filter(
      ([name]) => !name.startsWith('hit-'),
    );
    expect(tokens).toHaveLength(16 + 7 + 8);
    const poor = tokens.filter(([, color]) =>
      grounds[mode].some(ground => contrast(color, ground) < 4.5),
    );
    expect(poor).toEqual([]);
    const hit = Object.fromEntries(
      tokensOf(css, mode, 'service-manager-log-hit-'),
    );
    expect(contrast(hit.fg, hit.bg)).toBeGreaterThanOrEqual(4.5);
  });
});

describe('the text of a line', () => {
  const ESC = '\u001b';

  it('keeps a program’s colours: the 16 by name, others by their hue', () => {
    const { container } = render(
      <LineText text={`${ESC}[1;31mred${ESC}[0m ${ESC}[38;2;9;8;7mown`} />,
    );
    const [red, own] = container.querySelectorAll('span');
    expect(red).toHaveAttribute('data-color', 'red');
    expect(red).toHaveAttribute('data-bold', 'true');
    expect(own).toHaveAttribute('data-color', 'rgb');
    expect(own.style.getPropertyValue('--ansi-color')).toBe('rgb(9, 8, 7)');
  });

  it('says which character a sign stands for', () => {
    const { getByTitle } = render(<LineText text={'a\u202Eb'} />);
    expect(getByTitle('U+202E')).toHaveTextContent('<U+202E>');
  });
});
