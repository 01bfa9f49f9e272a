import { randomUUID } from 'crypto';
import type { AlertRemoval } from '@vtasker/backstage-plugin-service-manager-common';
import type { AlertStore } from './AlertStore';
import { removalView, UNDO_MS } from './pure/removals';
import { alertName } from './pure/rules';
import { removalNotFound } from './refusals';
import type { AlertSubject, EffectiveRule, RemovalRecord } from './types';

/** What was taken away of late, to be put back. */
export class Removals {
  readonly #store: AlertStore;
  readonly #clock: () => Date;

  constructor(options: { store: AlertStore; clock: () => Date }) {
    this.#store = options.store;
    this.#clock = options.clock;
  }

  make(by: string): Pick<RemovalRecord, 'id' | 'by' | 'at'> {
    return { id: randomUUID(), by, at: this.#clock().toISOString() };
  }

  of(entityRef: string): Promise<RemovalRecord[]> {
    return this.#store.removals(entityRef, this.#since());
  }

  /**
   * Puts it back: one of two who try gets it. What fails can be tried again.
   *
   * @throws ServiceManagerError, and what `work` throws
   */
  async restore<K extends RemovalRecord['kind'], T>(
    { entityRef }: AlertSubject,
    id: string,
    kind: K,
    work: (removal: Extract<RemovalRecord, { kind: K }>) => Promise<T>,
  ): Promise<T> {
    // What is of the other kind needs another right: it stays on the list.
    const listed = (await this.of(entityRef)).find(
      one => one.id === id && one.kind === kind,
    );
    if (!listed || !this.view(listed, [])) throw removalNotFound();
    const taken = await this.#store.takeRemoval(entityRef, id, this.#since());
    if (!taken) throw removalNotFound();
    try {
      return await work(taken as Extract<RemovalRecord, { kind: K }>);
    } catch (error) {
      await this.#store.addRemoval(taken);
      throw error;
    }
  }

  /** All that can be put back, as a page offers it. */
  views(removals: RemovalRecord[], rules: EffectiveRule[]): AlertRemoval[] {
    // A silence may be of a rule that was removed after it.
    const gone = removals.flatMap(removal =>
      removal.kind === 'rule' ? [removal.rule] : [],
    );
    return removals.flatMap(
      removal => this.view(removal, [...rules, ...gone]) ?? [],
    );
  }

  /** As a page offers it; undefined: it would be over by now. */
  view(
    removal: RemovalRecord,
    rules: Pick<EffectiveRule, 'id' | 'definition'>[],
  ): AlertRemoval | undefined {
    return removalView(removal, this.#clock(), ruleId => {
      const rule = rules.find(one => one.id === ruleId);
      return rule ? alertName(rule.definition) : 'a rule';
    });
  }

  /** The oldest that can still be put back. */
  #since(): Date {
    return new Date(this.#clock().getTime() - UNDO_MS);
  }
}
