import { useState } from 'react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { CheckMenu } from './CheckMenu';

function Colors(props: { many?: number }) {
  const [chosen, setChosen] = useState<string[]>([]);
  const options = props.many
    ? Array.from({ length: props.many }, (_, i) => `color-${i}`)
    : ['red', 'green', 'dark green'];
  return (
    <CheckMenu
      label="Color"
      options={options.map(value => ({ value, name: value, count: 2 }))}
      chosen={chosen}
      onChoose={setChosen}
    />
  );
}

describe('CheckMenu', () => {
  it('finds what is typed, chooses by keys alone, and Escape keeps it', async () => {
    await renderInTestApp(<Colors />);
    const button = screen.getByRole('button', { name: 'Color' });
    await userEvent.click(button);
    await userEvent.keyboard('green');
    expect(
      screen.getAllByRole('checkbox').map(box => box.closest('label')),
    ).toHaveLength(2);
    await userEvent.keyboard('{ArrowDown} {ArrowDown} ');
    await userEvent.keyboard('{Escape}');
    const named = await screen.findByRole('button', {
      name: 'Color: green +1',
    });
    await waitFor(() => expect(named).toHaveFocus());
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
  });

  it('says when nothing matches, and when there is more than it shows', async () => {
    await renderInTestApp(<Colors many={250} />);
    await userEvent.click(screen.getByRole('button', { name: 'Color' }));
    expect(await screen.findByText(/50 more/)).toBeVisible();
    await userEvent.keyboard('color-249');
    expect(screen.getByRole('checkbox')).toBeVisible();
    expect(screen.queryByText(/more/)).not.toBeInTheDocument();
    await userEvent.keyboard('0');
    expect(screen.getByText('Nothing matches.')).toBeVisible();
  });
});
