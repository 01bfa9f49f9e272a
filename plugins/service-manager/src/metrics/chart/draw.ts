import uPlot from 'uplot';
import { formatValue, lastOf } from '../../measures';
import { extentOf } from '../pure';
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

/** The names of the lines across, at their right ends, never upon each other. */
export function drawAcross(plot: uPlot, drawn: Drawn, palette: Palette) {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const top = plot.scales.y.max ?? 0;
  const labels = drawn.lines.flatMap(({ role, values, name }) => {
    if (role === 'value' || drawn.hidden.has(name)) return [];
    const value = lastOf(values) ?? extentOf([values])?.most;
    if (value === undefined) return [];
    const said = `${role} ${formatValue(value, drawn.unit)}`;
    return value > top
      ? [{ role, y: -Infinity, text: `↑ ${said}` }]
      : [{ role, y: plot.valToPos(value, 'y', true) - 13 * ratio, text: said }];
  });
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
