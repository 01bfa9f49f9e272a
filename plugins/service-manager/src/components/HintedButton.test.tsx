import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { contrast, tokensOf } from '../__testUtils__/contrast';
import { HintedButton } from './HintedButton';

describe('a button that can say why it does nothing', () => {
  it('says so, takes the focus, and does nothing', async () => {
    const onPress = jest.fn();
    render(
      <HintedButton unavailable="Nothing to stop." onPress={onPress}>
        Stop
      </HintedButton>,
    );
    await userEvent.tab();
    const button = screen.getByRole('button', { name: 'Stop' });
    expect(button).toHaveFocus();
    expect(button).toHaveAccessibleDescription('Nothing to stop.');
    expect(await screen.findByRole('tooltip')).toHaveTextContent(
      'Nothing to stop.',
    );
    await userEvent.keyboard('{Enter}');
    expect(onPress).not.toHaveBeenCalled();
  });

  it('keeps the focus when it becomes usable', async () => {
    const onPress = jest.fn();
    const { rerender } = render(
      <HintedButton unavailable="Not yet." onPress={onPress}>
        Stop
      </HintedButton>,
    );
    await userEvent.tab();
    rerender(<HintedButton onPress={onPress}>Stop</HintedButton>);
    const button = screen.getByRole('button', { name: 'Stop' });
    expect(button).toHaveFocus();
    expect(button).not.toHaveAttribute('aria-disabled');
    await userEvent.keyboard('{Enter}');
    expect(onPress).toHaveBeenCalledTimes(1);
  });
});

describe('a button that takes something away', () => {
  const css = readFileSync(join(__dirname, 'HintedButton.module.css'), 'utf8');

  it.each(['light', 'dark'] as const)(
    'is legible in the %s theme, pointed at and pressed too',
    mode => {
      const tokens = Object.fromEntries(
        tokensOf(css, mode, 'service-manager-danger-'),
      );
      for (const ground of ['bg', 'bg-hover', 'bg-pressed']) {
        expect(contrast(tokens.fg, tokens[ground])).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it('has these colours only where it is the one that acts', () => {
    render(
      <>
        <HintedButton variant="primary" destructive onPress={() => {}}>
          Stop web
        </HintedButton>
        <HintedButton variant="primary" onPress={() => {}}>
          Start web
        </HintedButton>
      </>,
    );
    const [stop, start] = screen.getAllByRole('button');
    expect(stop).toHaveClass('danger');
    expect(start).not.toHaveClass('danger');
  });
});
