import uPlot from 'uplot';
import { formatValue, lastOf } from '../../measures';
import { extentOf, type Line } from '../pure';
import type { Drawn } from './options';
import type { Palette } from './palette';

/** The time of which nothing is kept. */
export function drawUncovered(plot: uPlot, drawn: Drawn, palette: Palette) {
  const { coveredFrom } = drawn;
  const { left, top, width, height } = plot.bbox;
  if (coveredFrom === undefined) return;
  const end = Math.min(plot.valToPos(coveredFrom, 'x', true), left + width);
  if (end <= left) return;
  plot.ctx.save();
  plot.ctx.fillStyle = palette.uncovered;
  plot.ctx.fillRect(left, top, end - left, height);
  plot.ctx.restore();
}

/** A line for each event, under those of the values. */
export function drawEvents(plot: uPlot, drawn: Drawn, palette: Palette) {
  const { left, top, width, height } = plot.bbox;
  const { ctx } = plot;
  ctx.save();
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash([3 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
  for (const { at, kind } of drawn.marks) {
    const x = Math.round(plot.valToPos(at, 'x', true));
    if (x < left || x > left + width) continue;
    ctx.strokeStyle = palette.events[kind];
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
  }
  ctx.restore();
}

/** What the lines across are called; those that lie upon each other together. */
export function acrossLabels(drawn: Pick<Drawn, 'lines' | 'hidden' | 'unit'>) {
  const byValue = new Map<number, Exclude<Line['role'], 'value'>[]>();
  for (const { role, values, name } of drawn.lines) {
    if (role === 'value' || drawn.hidden.has(name)) continue;
    const value = lastOf(values) ?? extentOf([values])?.most;
    if (value === undefined) continue;
    byValue.set(value, [...(byValue.get(value) ?? []), role]);
  }
  return [...byValue].map(([value, roles]) => ({
    // The last one is drawn upon the others.
    role: roles[roles.length - 1],
    value,
    text: `${[...new Set(roles)].join(' and ')} ${formatValue(
      value,
      drawn.unit,
    )}`,
  }));
}

/** The names of the lines across, at their right ends, never upon each other. */
export function drawAcross(plot: uPlot, drawn: Drawn, palette: Palette) {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const top = plot.scales.y.max ?? 0;
  const labels = acrossLabels(drawn).map(({ role, value, text }) =>
    value > top
      ? { role, y: -Infinity, text: `↑ ${text}` }
      : { role, y: plot.valToPos(value, 'y', true) - 13 * ratio, text },
  );
  labels.sort((a, b) => a.y - b.y);
  ctx.save();
  ctx.font = `${11 * ratio}px ${palette.font}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'top';
  ctx.lineWidth = 4 * ratio;
  ctx.lineJoin = 'round';
  ctx.setLineDash([]);
  let free = bbox.top;
  for (const { role, y, text } of labels) {
    const at = Math.max(y, free);
    free = at + 13 * ratio;
    const x = bbox.left + bbox.width - 4 * ratio;
    ctx.strokeStyle = palette.ground;
    ctx.strokeText(text, x, at);
    ctx.fillStyle = palette.across[role];
    ctx.fillText(text, x, at);
  }
  ctx.restore();
}
