/** Heights in px. */
export const PANEL_HEIGHT = 190;
export const LARGE_HEIGHT = 420;
export const LEGEND_ROW = 22;

/** More names than this stand in two lines, in all charts alike. */
const IN_ONE_ROW = 5;

export function legendRows(panels: readonly { lines: unknown[] }[]): number {
  return panels.some(({ lines }) => lines.length > IN_ONE_ROW) ? 2 : 1;
}

/** What stands beside the lines: axis, padding, borders. */
const BESIDE = 100;
/** From here on there are two columns; as in MetricsTab.module.css. */
const TWO_COLUMNS = 832;

const sizes = [250, 500, 1000, 1500];

/**
 * How many values a line may have where the tab is so wide: about one a
 * pixel. One of few numbers, so that a window drawn larger asks nothing anew.
 */
export function pointsFor(width: number, large: boolean): number {
  const columns = large || width < TWO_COLUMNS ? 1 : 2;
  const room = width / columns - BESIDE;
  return sizes.find(size => size >= room) ?? sizes[sizes.length - 1];
}
