/** When to do what has gathered. */
export interface Batches {
  /** Once before the next frame, however often it is asked for. */
  next(work: () => void, waiting: number): void;
  /** More of the same work in a frame of its own. */
  later(work: () => void): void;
  cancel(): void;
}

/** So many may wait; then a page in the background works too. */
const ENOUGH = 10_000;
const IN_BACKGROUND = 250;

/**
 * One batch an animation frame. A page that is not seen has no frames: there
 * a timer takes their place.
 */
export function frames(): Batches {
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let more: number | undefined;
  const clear = () => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = undefined;
    timer = undefined;
  };
  return {
    next(work, waiting) {
      const run = () => {
        clear();
        work();
      };
      if (waiting > ENOUGH) run();
      else if (frame === undefined) {
        frame = requestAnimationFrame(run);
        timer = setTimeout(run, IN_BACKGROUND);
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
