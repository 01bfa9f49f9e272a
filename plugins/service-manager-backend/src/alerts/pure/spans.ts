/** From firing to its end, as far as a grid tells. */
export interface Span {
  /** Milliseconds since 1970. */
  from: number;
  until: number;
  /** It fired until the end of the grid. */
  last: boolean;
}

/**
 * The times in which something fired. What counts for a time of the grid
 * happened in the step before it, so that a span begins a step earlier.
 */
export function spansOf(
  fired: boolean[],
  grid: { start: number; step: number },
): Span[] {
  const spans: Span[] = [];
  const at = (index: number) => (grid.start + index * grid.step) * 1000;
  fired.forEach((one, index) => {
    if (!one) return;
    const last = index === fired.length - 1;
    const open = spans.at(-1);
    if (open && fired[index - 1]) {
      open.until = at(index);
      open.last = last;
    } else spans.push({ from: at(index - 1), until: at(index), last });
  });
  return spans;
}
