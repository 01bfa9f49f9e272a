import type { Pod } from '../../workloads/objects';
import type { RestartCount } from './observe';

/** A restart seen between two looks: so many, at this time of our own watch. */
interface Seen {
  at: number;
  restarts: number;
}

interface ServiceHistory {
  /** Restart counts at the last look, by pod and container. */
  counts: Map<string, number>;
  seen: Seen[];
  /** Since when it is looked at. */
  from: number;
}

/** No window is longer. */
const LONGEST_MS = 24 * 60 * 60_000;

/**
 * Remembers by how much restart counts rose, by a watch that only goes
 * forward. Counts of pods that are gone stay counted.
 */
export class RestartHistory {
  readonly #services = new Map<string, ServiceHistory>();

  /**
   * Takes one look.
   *
   * @param look - `pods` is only called where there were restarts
   * @param at - milliseconds of a monotonic watch
   */
  take(
    entityRef: string,
    look: { restarts: number; pods(): Pod[] },
    at: number,
    now: Date,
  ): void {
    const known = this.#services.get(entityRef);
    const history = known ?? { counts: new Map(), seen: [], from: at };
    this.#services.set(entityRef, history);
    if (look.restarts === 0) {
      history.counts.clear();
    } else {
      this.#count(history, look.pods(), at, now, known === undefined);
    }
    while (history.seen.length && history.seen[0].at < at - LONGEST_MS) {
      history.seen.shift();
    }
  }

  #count(
    history: ServiceHistory,
    pods: Pod[],
    at: number,
    now: Date,
    first: boolean,
  ): void {
    const before = history.counts;
    const counts = new Map<string, number>();
    let rose = 0;
    for (const pod of pods) {
      const age = now.getTime() - Date.parse(pod.metadata.creationTimestamp);
      for (const { name, restartCount } of [
        ...(pod.status.containerStatuses ?? []),
        ...(pod.status.initContainerStatuses ?? []),
      ]) {
        if (restartCount === 0) continue;
        const key = `${pod.metadata.uid}/${name}`;
        counts.set(key, restartCount);
        const earlier = before.get(key) ?? 0;
        if (!first) {
          rose += Math.max(0, restartCount - earlier);
        } else if (age >= 0 && age < LONGEST_MS) {
          // Of a young pod all restarts fell into its life.
          history.seen.push({ at: at - age, restarts: restartCount });
        }
      }
    }
    history.counts = counts;
    history.seen.sort((a, b) => a.at - b.at);
    if (rose > 0) history.seen.push({ at, restarts: rose });
  }

  count(entityRef: string, windowMs: number, at: number): RestartCount {
    const history = this.#services.get(entityRef);
    if (!history) return { restarts: 0, complete: false };
    return {
      restarts: history.seen
        .filter(seen => seen.at > at - windowMs)
        .reduce((sum, { restarts }) => sum + restarts, 0),
      complete: history.from <= at - windowMs,
    };
  }

  /** Forgets services that are not there any more. */
  keep(entityRefs: ReadonlySet<string>): void {
    for (const ref of this.#services.keys()) {
      if (!entityRefs.has(ref)) this.#services.delete(ref);
    }
  }
}
