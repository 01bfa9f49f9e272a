import { render, screen } from '@testing-library/react';
import { Trend } from './Trend';

describe('a curve with its last value', () => {
  it('says in words what it shows', () => {
    render(
      <Trend what="CPU" unit="cores" values={[0.1, 0.12]} stepSeconds={900} />,
    );
    expect(
      screen.getByRole('img', { name: 'CPU: now 120m, 30 min' }),
    ).toBeInTheDocument();
    expect(screen.getByText('120m')).toBeVisible();
  });

  it('claims no value where none was measured lately', () => {
    render(
      <Trend
        what="Memory"
        unit="bytes"
        values={[1024, null, null, null]}
        stepSeconds={60}
      />,
    );
    expect(
      screen.getByRole('img', { name: 'Memory: now no value, 4 min' }),
    ).toBeInTheDocument();
    expect(screen.getByText('–')).toBeVisible();
  });
});
