import { breaths } from './breaths';

/** When to do what has gathered. */
export interface Batches {
  /** Says when to wait for the page, while a stream is read. */
  breathe?(): Promise<void> | undefined;
  /** Once before the next frame, however often it is asked for. */
  next(work: () => void, waiting: number): void;
  /** More of the same work in a frame of its own. */
  later(work: () => void): void;
  cancel(): void;
}

/** So many may wait; then a page in the background works too. */
const ENOUGH = 10_000;
const IN_BACKGROUND = 250;
/** So few are shown with the next frame; of more, nobody reads each. */
const FEW = 4;
/** Between two batches of many, in ms: the frames between are the reader's. */
const APART = 100;

/**
 * A batch at most every frame, and where many come at most every tenth of a
 * second: each one lays out all rows in sight. A page that is not seen has no
 * frames: there a timer takes their place.
 */
export function frames(): Batches {
  let last = -Infinity;
  let count = 0;
  let asked = false;
  let frame: number | undefined;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let background: ReturnType<typeof setTimeout> | undefined;
  let more: number | undefined;
  const clear = () => {
    asked = false;
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(pause);
    clearTimeout(background);
  };
  return {
    breathe: breaths(),
    next(work, waiting) {
      const run = () => {
        clear();
        last = performance.now();
        work();
      };
      const onFrame = () => {
        const left = last + APART - performance.now();
        if (count <= FEW || left <= 0) run();
        else {
          pause = setTimeout(() => {
            frame = requestAnimationFrame(run);
          }, left);
        }
      };
      count = waiting;
      if (waiting > ENOUGH) run();
      else if (!asked) {
        asked = true;
        frame = requestAnimationFrame(onFrame);
        background = setTimeout(run, IN_BACKGROUND);
      }
    },
    later(work) {
      if (more !== undefined) cancelAnimationFrame(more);
      more = requestAnimationFrame(() => {
        more = undefined;
        work();
      });
    },
    cancel() {
      clear();
      if (more !== undefined) cancelAnimationFrame(more);
    },
  };
}
