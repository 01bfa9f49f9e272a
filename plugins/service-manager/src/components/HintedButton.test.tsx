import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
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
