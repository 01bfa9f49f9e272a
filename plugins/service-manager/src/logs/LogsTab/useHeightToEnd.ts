import { RefObject, useLayoutEffect, useState } from 'react';

/** Less is no use: then the page scrolls. */
const LEAST = 400;
/** Left below, in px. */
const MARGIN = 16;

/** How high an element may be to end where the window does, in px. */
export function useHeightToEnd(element: RefObject<HTMLElement>): number {
  const [height, setHeight] = useState(LEAST);
  useLayoutEffect(() => {
    const measure = () => {
      const node = element.current;
      if (!node) return;
      // Where it stands when the page is not scrolled.
      let top = node.getBoundingClientRect().top;
      for (let up = node.parentElement; up; up = up.parentElement) {
        top += up.scrollTop;
      }
      setHeight(Math.max(LEAST, window.innerHeight - top - MARGIN));
    };
    measure();
    // What is above it may come later than it does. With the next frame: what
    // is laid out in answer to the observer is told by the browser as an error.
    let frame = 0;
    const later = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(measure);
    };
    const observer =
      typeof ResizeObserver === 'undefined'
        ? undefined
        : new ResizeObserver(later);
    observer?.observe(document.body);
    window.addEventListener('resize', measure);
    return () => {
      observer?.disconnect();
      cancelAnimationFrame(frame);
      window.removeEventListener('resize', measure);
    };
  }, [element]);
  return height;
}
