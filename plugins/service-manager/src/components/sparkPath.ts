type Values = readonly (number | null)[];

/** How a small curve is drawn: lines, and points that no line leads to. */
export interface SparkPath {
  line: string;
  points: { x: number; y: number }[];
}

/**
 * The curve of values over a box, from 0 to the greatest. A gap interrupts it:
 * it is never joined, nor drawn as 0.
 */
export function sparkPath(
  values: Values,
  box: { width: number; height: number },
): SparkPath {
  const { width, height } = box;
  const most = Math.max(0, ...values.map(value => value ?? 0));
  const place = (value: number, at: number) => ({
    x: round(values.length > 1 ? (at / (values.length - 1)) * width : width),
    // Half a line above the ground, so that 0 is seen.
    y: round(height - 1 - (most > 0 ? (value / most) * (height - 2) : 0)),
  });
  let line = '';
  const points: SparkPath['points'] = [];
  values.forEach((value, at) => {
    if (value === null) return;
    const { x, y } = place(value, at);
    const joined = (values[at - 1] ?? null) !== null;
    const alone = !joined && (values[at + 1] ?? null) === null;
    if (alone) points.push({ x, y });
    else line += `${joined ? 'L' : 'M'}${x} ${y}`;
  });
  return { line, points };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
