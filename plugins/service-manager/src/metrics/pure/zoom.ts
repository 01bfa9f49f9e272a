import { type Range, writeRange } from './range';

/** What is looked at, and what was looked at before one went closer. */
export interface Zoom {
  range: Range;
  /** The way back, the widest first. */
  wider: Range[];
}

/** So many steps back are kept in a link. */
const DEEPEST = 8;

/** Closer than this nothing is to be seen, in ms. */
const CLOSEST = 10_000;

/** Goes closer; stays where it is when there is too little to look at. */
export function zoomIn(
  zoom: Zoom,
  fromMillis: number,
  untilMillis: number,
): Zoom {
  const from = Math.min(fromMillis, untilMillis);
  const until = Math.max(fromMillis, untilMillis);
  if (!(until - from >= CLOSEST)) return zoom;
  return {
    range: {
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
    },
    // The widest stays: the steps between are what may be forgotten.
    wider:
      zoom.wider.length < DEEPEST
        ? [...zoom.wider, zoom.range]
        : [...zoom.wider.slice(0, DEEPEST - 1), zoom.range],
  };
}

/** One step back; the same when there is none. */
export function zoomOut(zoom: Zoom): Zoom {
  const last = zoom.wider[zoom.wider.length - 1];
  return last ? { range: last, wider: zoom.wider.slice(0, -1) } : zoom;
}

/** Another range is another look: there is nothing to go back to. */
export function lookAt(range: Range): Zoom {
  return { range, wider: [] };
}

export function sameRange(a: Range, b: Range): boolean {
  return writeRange(a) === writeRange(b);
}
