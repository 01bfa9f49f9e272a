/** So long records may be read before the page has its turn, in ms. */
const BUDGET = 8;
/** A window that is covered has no frames, in ms. */
const AT_LATEST = 100;

/**
 * What a stream has ready is given out without end in sight of the page: to
 * read it in one go would stop all frames. Asked after each record, this says
 * when to wait for the next frame. Meanwhile nothing is read, so the backend
 * sees that the viewer is slow, and counts what it leaves out.
 */
export function breaths(): () => Promise<void> | undefined {
  let begun = performance.now();
  return () => {
    // Nobody sees a page in the background.
    if (performance.now() - begun < BUDGET || document.hidden) return undefined;
    return new Promise(resolve => {
      const turn: { frame?: number; timer?: ReturnType<typeof setTimeout> } =
        {};
      const go = () => {
        cancelAnimationFrame(turn.frame!);
        clearTimeout(turn.timer);
        begun = performance.now();
        resolve();
      };
      turn.frame = requestAnimationFrame(go);
      turn.timer = setTimeout(go, AT_LATEST);
    });
  };
}
