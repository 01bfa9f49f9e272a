import { act, render, screen } from '@testing-library/react';
import { RelativeTime } from './RelativeTime';

describe('RelativeTime', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    jest.setSystemTime(new Date('2026-03-01T12:00:00Z'));
  });
  afterEach(() => jest.useRealTimers());

  it('ticks, and tells the exact time on hover', () => {
    render(<RelativeTime at="2026-03-01T11:59:50Z" />);
    const time = screen.getByText('10 s ago');
    expect(time).toHaveAttribute('datetime', '2026-03-01T11:59:50.000Z');
    expect(time.title).toMatch(/2026.*:59:50/);
    act(() => {
      jest.advanceTimersByTime(5_000);
    });
    expect(time).toHaveTextContent('15 s ago');
  });

  it('shares one timer, and leaves none behind', () => {
    const { unmount } = render(
      <>
        <RelativeTime at="2026-03-01T11:59:50Z" />
        <RelativeTime at="2026-03-01T11:00:00Z" format="span" />
        <RelativeTime at="2026-03-01T11:56:48Z" format="duration" />
      </>,
    );
    expect(screen.getByText('1 h')).toBeInTheDocument();
    expect(screen.getByText('3 min 12 s')).toBeInTheDocument();
    expect(jest.getTimerCount()).toBe(1);
    unmount();
    expect(jest.getTimerCount()).toBe(0);
  });
});
