import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { LogVolume } from '@vtasker/backstage-plugin-service-manager-common';
import { Histogram } from './Histogram';

const START = Date.UTC(2026, 0, 1, 12);
const at = (minute: number) => new Date(START + minute * 60_000).toISOString();

function aVolume(changes: Partial<LogVolume> = {}): LogVolume {
  return {
    source: 'pods',
    stepSeconds: 60,
    buckets: Array.from({ length: 10 }, (_, minute) => ({
      at: at(minute),
      counts: { info: minute, ...(minute === 3 && { error: 2 }) },
    })),
    notices: [],
    ...changes,
  };
}

function show(volume?: LogVolume, error?: Error) {
  const onBrush = jest.fn();
  render(<Histogram volume={volume} error={error} utc onBrush={onBrush} />);
  const slider = screen.getByRole('slider');
  jest
    .spyOn(slider, 'getBoundingClientRect')
    .mockReturnValue({ left: 0, width: 1000 } as DOMRect);
  return { onBrush, slider };
}

describe('the histogram', () => {
  // jsdom has no pointer events with a place.
  const point = (type: string, clientX: number) =>
    fireEvent(
      screen.getByRole('slider'),
      Object.assign(new MouseEvent(type, { bubbles: true, clientX }), {
        pointerId: 1,
      }),
    );

  it('says what a bar is made of, and chooses the time that is drawn over', () => {
    const { onBrush } = show(aVolume());
    point('pointermove', 350);
    expect(
      screen.getByText(/12:03:00: 5 lines: 2 error, 3 info$/),
    ).toBeVisible();
    point('pointerdown', 350);
    point('pointermove', 720);
    point('pointerup', 720);
    expect(onBrush).toHaveBeenCalledWith({ from: at(3), until: at(8) });
  });

  it('is drawn backwards too', () => {
    const { onBrush } = show(aVolume());
    point('pointerdown', 720);
    point('pointermove', 350);
    point('pointerup', 350);
    expect(onBrush).toHaveBeenCalledWith({ from: at(3), until: at(8) });
  });

  it('is used with keys alone', async () => {
    const { onBrush, slider } = show(aVolume());
    slider.focus();
    await userEvent.keyboard('{ArrowLeft}{Shift>}{ArrowLeft}{/Shift}{Enter}');
    expect(onBrush).toHaveBeenCalledWith({ from: at(8), until: at(10) });
  });

  it('does not take what nobody counted for no lines', () => {
    show(aVolume({ coveredFrom: at(5) }));
    point('pointermove', 150);
    expect(screen.getByText(/12:01:00: not counted$/)).toBeVisible();
  });

  it('says why there is nothing', () => {
    show(undefined, new Error('Loki does not answer.'));
    expect(
      screen.getByText('The lines could not be counted: Loki does not answer.'),
    ).toBeVisible();
  });
});
