import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { render, screen } from '@testing-library/react';
import { statusStateSchema } from '@vtasker/backstage-plugin-service-manager-common';
import { contrast, tokensOf } from '../__testUtils__/contrast';
import { StatusBadge } from './StatusBadge';
import { statusOrder, statusWords } from './words';

const css = readFileSync(join(__dirname, 'status.module.css'), 'utf8');

/** The grounds of Backstage's theme that a badge stands on. */
const grounds = {
  light: {
    plain: ['#ffffff', '#f5f5f5', '#f7f7f7'],
    hovered: ['#f0f0f0', '#e6e6e6', '#e1e1e1'],
  },
  dark: {
    plain: ['#333333', '#424141'],
    hovered: ['#504f4f', '#5c5c5c', '#656464'],
  },
};

describe('status', () => {
  it('has a word, a place in the order and a shape for every state', () => {
    expect([...statusOrder].sort()).toEqual(
      [...statusStateSchema.options].sort(),
    );
    const shapes = statusStateSchema.options.map(state => {
      const { container, unmount } = render(<StatusBadge state={state} />);
      expect(screen.getByText(statusWords[state])).toBeInTheDocument();
      const shape = container.querySelector('svg')!.innerHTML;
      unmount();
      return shape;
    });
    expect(new Set(shapes).size).toBe(statusStateSchema.options.length);
  });

  it('tells the reason in words, since when, and the stable reason on hover', () => {
    const since = new Date(Date.now() - 3 * 86_400_000 - 60_000).toISOString();
    render(
      <StatusBadge
        state="degraded"
        reason="OOMKilled"
        message="2 of 3 pods restart again and again: out of memory"
        since={since}
      />,
    );
    const message = screen.getByText(/2 of 3 pods restart/);
    expect(message.parentElement).toHaveTextContent(/Degraded.*for 3 d/);
    expect(message.parentElement!.title).toMatch(/out of memory \(OOMKilled\)/);
  });

  it.each(['light', 'dark'] as const)(
    'has colours for every state with enough contrast in the %s theme',
    mode => {
      const found = tokensOf(css, mode, 'service-manager-status-');
      expect(found.map(([state]) => state).sort()).toEqual(
        [...statusStateSchema.options].sort(),
      );
      for (const [state, color] of found) {
        for (const ground of grounds[mode].plain) {
          expect([state, ground, contrast(color, ground) >= 4.5]).toEqual([
            state,
            ground,
            true,
          ]);
        }
        // The word is in the text's colour: 3:1 is enough for a shape.
        for (const ground of grounds[mode].hovered) {
          expect([state, ground, contrast(color, ground) >= 3]).toEqual([
            state,
            ground,
            true,
          ]);
        }
      }
    },
  );
});
