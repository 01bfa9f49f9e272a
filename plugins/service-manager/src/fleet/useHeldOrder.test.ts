import { renderHook } from '@testing-library/react';
import { act } from 'react';
import { aRow } from './__fixtures__/fleet';
import type { FleetRow } from './types';
import { useHeldOrder } from './useHeldOrder';

const [a, b, c] = [1, 2, 3].map(index => aRow(index));
const refs = (rows: FleetRow[]) => rows.map(row => row.entityRef);

function hold(rows: FleetRow[], viewKey = 'view') {
  return renderHook(props => useHeldOrder(props), {
    initialProps: { rows, all: rows, viewKey, held: true },
  });
}

describe('useHeldOrder', () => {
  it('keeps rows in place while held, with what is now known of them', () => {
    const { result, rerender } = hold([a, b, c]);
    const worse: FleetRow = { ...c, state: 'failed' };
    const rows = [worse, a, b];
    rerender({ rows, all: rows, viewKey: 'view', held: true });
    expect(refs(result.current.rows)).toEqual(refs([a, b, c]));
    expect(result.current.rows[2].state).toBe('failed');
    expect(result.current.changed).toBe(true);

    rerender({ rows, all: rows, viewKey: 'view', held: false });
    expect(refs(result.current.rows)).toEqual(refs([c, a, b]));
    expect(result.current.changed).toBe(false);
  });

  it('keeps a row that no longer matches, and drops one that is gone', () => {
    const { result, rerender } = hold([a, b, c]);
    rerender({ rows: [a], all: [a, b], viewKey: 'view', held: true });
    expect(refs(result.current.rows)).toEqual(refs([a, b]));
    expect(result.current.changed).toBe(true);
  });

  it('moves rows at once when the person asks for another view', () => {
    const { result, rerender } = hold([a, b, c]);
    const rows = [c, b];
    rerender({ rows, all: [a, b, c], viewKey: 'other', held: true });
    expect(refs(result.current.rows)).toEqual(refs([c, b]));
    expect(result.current.changed).toBe(false);
  });

  it('settles when asked to, and holds again from there', () => {
    const { result, rerender } = hold([a, b, c]);
    rerender({ rows: [c, b, a], all: [a, b, c], viewKey: 'view', held: true });
    act(() => result.current.settle());
    expect(refs(result.current.rows)).toEqual(refs([c, b, a]));
    rerender({ rows: [a, b, c], all: [a, b, c], viewKey: 'view', held: true });
    expect(refs(result.current.rows)).toEqual(refs([c, b, a]));
  });
});
