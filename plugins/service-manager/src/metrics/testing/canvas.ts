/** What a canvas was told to do; jsdom has none of its own. */
export const strokes: string[] = [];

const context = new Proxy({} as Record<string, unknown>, {
  get: (target, name) =>
    name in target
      ? target[String(name)]
      : (...given: unknown[]) => {
          if (name === 'fillText') strokes.push(String(given[0]));
          return { width: 10 };
        },
});

Object.assign(HTMLCanvasElement.prototype, { getContext: () => context });
Object.assign(globalThis, {
  Path2D: class {
    moveTo() {}
    lineTo() {}
    rect() {}
    arc() {}
    closePath() {}
    addPath() {}
  },
});
window.matchMedia ??= () =>
  ({
    matches: false,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {},
  } as never);
