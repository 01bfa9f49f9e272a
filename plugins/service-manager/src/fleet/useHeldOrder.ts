import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FleetRow } from './types';

/**
 * The rows in the order in which they were last shown, with what is now known
 * of each. A row that no longer belongs stays until the order is settled; a
 * new one waits for it; only what no longer exists goes at once.
 */
export function holdOrder(
  shown: string[],
  all: Map<string, FleetRow>,
): FleetRow[] {
  return shown.flatMap(ref => all.get(ref) ?? []);
}

/**
 * Keeps rows from moving under the pointer: while `held`, they stay where they
 * are, unless the person asks for other rows (`viewKey` changes).
 */
export function useHeldOrder(options: {
  rows: FleetRow[];
  all: FleetRow[];
  viewKey: string;
  held: boolean;
}): { rows: FleetRow[]; changed: boolean; settle(): void } {
  const { rows, all, viewKey, held } = options;
  const [settled, setSettled] = useState(0);
  const key = `${settled} ${viewKey}`;
  const shown = useRef<{ key: string; refs: string[] }>();

  const result = useMemo(() => {
    if (!held || shown.current?.key !== key) return { rows, changed: false };
    const kept = holdOrder(
      shown.current.refs,
      new Map(all.map(row => [row.entityRef, row])),
    );
    const changed =
      kept.length !== rows.length ||
      kept.some((row, index) => row.entityRef !== rows[index].entityRef);
    return changed ? { rows: kept, changed } : { rows, changed };
  }, [rows, all, held, key]);

  useEffect(() => {
    shown.current = { key, refs: result.rows.map(row => row.entityRef) };
  }, [key, result.rows]);

  const settle = useCallback(() => setSettled(count => count + 1), []);
  return { ...result, settle };
}
