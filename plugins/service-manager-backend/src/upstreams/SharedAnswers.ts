import { LRUCache } from 'lru-cache';

interface UnderWay<T> {
  answer: Promise<T>;
  waiting: number;
  ending: AbortController;
}

/**
 * Asks a question once for all who ask it at the same time, and keeps the
 * answer a while for those who come next. What is under way ends when the last
 * who waits for it has gone; nobody waits for what another one gave up.
 */
export class SharedAnswers<T extends {}> {
  readonly #underWay = new Map<string, UnderWay<T>>();
  readonly #kept: LRUCache<string, T>;

  constructor(options: { max: number; keepMs: number }) {
    this.#kept = new LRUCache({
      max: options.max,
      ttl: options.keepMs,
      // An answer may be large; what nobody may see any more is let go of.
      ttlAutopurge: true,
    });
  }

  /**
   * @param signal - aborted when this one has gone; absent: they stay
   * @throws what `ask` throws, or the signal's reason
   */
  async get(
    key: string,
    ask: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    signal?.throwIfAborted();
    const known = this.#kept.get(key);
    if (known) return known;
    const one = this.#underWay.get(key) ?? this.#begin(key, ask);
    one.waiting++;
    try {
      return await unlessGone(one.answer, signal);
    } finally {
      if (--one.waiting === 0 && this.#underWay.get(key) === one) {
        this.#underWay.delete(key);
        one.ending.abort();
      }
    }
  }

  #begin(key: string, ask: (signal: AbortSignal) => Promise<T>): UnderWay<T> {
    const ending = new AbortController();
    const one = { answer: ask(ending.signal), waiting: 0, ending };
    this.#underWay.set(key, one);
    const ended = () => {
      if (this.#underWay.get(key) === one) this.#underWay.delete(key);
    };
    one.answer.then(answer => {
      ended();
      if (!ending.signal.aborted) this.#kept.set(key, answer);
    }, ended);
    return one;
  }
}

function unlessGone<T>(answer: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return answer;
  return new Promise((resolve, reject) => {
    const gone = () => reject(signal.reason);
    const stay = () => signal.removeEventListener('abort', gone);
    signal.addEventListener('abort', gone, { once: true });
    answer.then(resolve, reject).finally(stay);
  });
}
