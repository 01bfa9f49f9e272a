import { levelOf } from '../../pure/level';
import { createMasker } from '../../pure/mask';
import { encodeCursor, Position } from '../../pure/position';
import type { LogEntry } from '../../types';
import { PodContainer, streamOf } from './containers';
import { Ordinals } from './stamps';

/** Makes the lines of one stream: their place, mask and level. */
export class EntryMaker {
  readonly stream: string;
  readonly #entityRef: string;
  readonly #container: PodContainer;
  readonly #previous: boolean;
  readonly #ordinals = new Ordinals();
  readonly #mask = createMasker();

  constructor(entityRef: string, container: PodContainer, previous: boolean) {
    this.#entityRef = entityRef;
    this.#container = container;
    this.#previous = previous;
    this.stream = streamOf(container, previous);
  }

  make(ns: bigint, text: string, cut: number, previous = this.#previous) {
    const position: Position = {
      ns,
      stream: this.stream,
      ordinal: this.#ordinals.next(ns),
    };
    const masked = this.#mask(text);
    const { cluster, pod, container } = this.#container;
    const entry: LogEntry = {
      position,
      line: {
        type: 'line',
        ns: String(ns),
        cursor: encodeCursor(this.#entityRef, position),
        cluster,
        pod,
        container,
        level: levelOf(masked),
        text: masked,
        ...(cut > 0 && { cut }),
        ...(previous && { previous: true }),
      },
    };
    return entry;
  }
}
