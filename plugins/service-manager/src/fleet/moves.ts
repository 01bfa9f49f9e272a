/**
 * The index that a key moves to; undefined when the key moves nowhere. `active`
 * is -1 while no row is.
 */
export function moveTo(
  key: string,
  at: { active: number; count: number; page: number },
): number | undefined {
  const { active, count } = at;
  const page = Math.max(1, at.page);
  if (count === 0) return undefined;
  const within = (index: number) => Math.min(count - 1, Math.max(0, index));
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return within(active + 1);
    case 'ArrowUp':
    case 'k':
      return within(active - 1);
    case 'PageDown':
      return within(active + page);
    case 'PageUp':
      return within(active - page);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
