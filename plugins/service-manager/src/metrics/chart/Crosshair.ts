type Listener = (index: number | undefined, moved: 'pointer' | 'apart') => void;

/**
 * Which step of the grid is looked at, in all charts at once. Outside React:
 * it follows the pointer, and no chart is rendered again for it.
 */
export class Crosshair {
  readonly #listeners = new Set<Listener>();
  #index: number | undefined;

  get index(): number | undefined {
    return this.#index;
  }

  /**
   * @param moved - by the pointer over a chart, which the charts pass on among
   * themselves; or apart from them, by keys
   */
  set(index: number | undefined, moved: 'pointer' | 'apart' = 'apart') {
    if (index === this.#index) return;
    this.#index = index;
    this.#listeners.forEach(listener => listener(index, moved));
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
