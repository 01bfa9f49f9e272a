import type { AlertStore } from './AlertStore';
import { countAlert, FiringCount, nothingFires } from './pure/counts';
import { effectiveRules } from './pure/rules';
import type {
  AlertSubject,
  EffectiveRule,
  RuleRecord,
  ServiceLook,
  StateRecord,
} from './types';

/** Many look at one list. */
const KEPT_MS = 2_000;
/** How long counting may hold up requests at a time. */
const SLICE_MS = 8;

interface Stored {
  rules: Map<string, RuleRecord[]>;
  states: Map<string, StateRecord[]>;
  /** As `entityRef\nruleId`. */
  silenced: Set<string>;
}

/** How many of the product's own rules fire, of all services at once. */
export class OwnCounts {
  readonly #store: AlertStore;
  readonly #defaults: EffectiveRule[];
  readonly #look: (subject: AlertSubject) => ServiceLook;
  readonly #clock: () => Date;
  #stored?: { at: number; answer: Promise<Stored> };

  constructor(options: {
    store: AlertStore;
    defaults: EffectiveRule[];
    look: (subject: AlertSubject) => ServiceLook;
    clock: () => Date;
  }) {
    this.#store = options.store;
    this.#defaults = options.defaults;
    this.#look = options.look;
    this.#clock = options.clock;
  }

  /** What was read is old: something was changed here. */
  forget(): void {
    this.#stored = undefined;
  }

  async of(subjects: AlertSubject[]): Promise<Map<string, FiringCount>> {
    const stored = await this.#read();
    const counts = new Map<string, FiringCount>();
    let sliceEnd = performance.now() + SLICE_MS;
    for (const subject of subjects) {
      const count = this.#count(subject, stored);
      if (count) counts.set(subject.entityRef, count);
      if (performance.now() > sliceEnd) {
        await new Promise(setImmediate);
        sliceEnd = performance.now() + SLICE_MS;
      }
    }
    return counts;
  }

  /** The same judgement as the list of one service. */
  #count(subject: AlertSubject, stored: Stored): FiringCount | undefined {
    const { entityRef } = subject;
    const own = stored.rules.get(entityRef);
    const rules = own ? effectiveRules(this.#defaults, own) : this.#defaults;
    const on = rules.filter(({ definition }) => definition.enabled);
    if (!on.length) return undefined;
    const count = nothingFires();
    const { silentClusters } = this.#look(subject);
    if (silentClusters.length) {
      count.unknown.push(
        `${silentClusters.join(
          ', ',
        )} does not answer, so that its rules cannot be judged.`,
      );
    }
    for (const { ruleId, state } of stored.states.get(entityRef) ?? []) {
      const rule = on.find(({ id }) => id === ruleId);
      if (!rule) continue;
      if (state.phase === 'firing') {
        const silenced = stored.silenced.has(`${entityRef}\n${ruleId}`);
        countAlert(count, rule.definition.severity, silenced);
      } else if (state.problem) count.unknown.push(state.problem);
    }
    return count;
  }

  #read(): Promise<Stored> {
    const now = this.#clock();
    const known = this.#stored;
    if (known && Math.abs(now.getTime() - known.at) < KEPT_MS) {
      return known.answer;
    }
    const answer = this.#ask(now);
    this.#stored = { at: now.getTime(), answer };
    answer.catch(() => this.forget());
    return answer;
  }

  async #ask(now: Date): Promise<Stored> {
    const [rules, states, silences] = await Promise.all([
      this.#store.rules(),
      this.#store.states(),
      this.#store.silences(now),
    ]);
    return {
      rules: byEntity(rules),
      states: byEntity(states),
      silenced: new Set(
        silences.map(({ entityRef, ruleId }) => `${entityRef}\n${ruleId}`),
      ),
    };
  }
}

function byEntity<T extends { entityRef: string }>(all: T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) {
    const known = found.get(one.entityRef);
    if (known) known.push(one);
    else found.set(one.entityRef, [one]);
  }
  return found;
}
