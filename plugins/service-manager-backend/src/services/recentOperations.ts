import type {
  Operation,
  OperationSummary,
} from '@vtasker/backstage-plugin-service-manager-common';
import { LRUCache } from 'lru-cache';
import type { OperationsRoom } from './operationsRoom';

/** Another replica's operation is seen after this time at the latest. */
const TTL_MS = 2_000;
const SHOWN = 10;

/**
 * The newest operations of services, remembered for moments, so that many
 * viewers of one page do not each read the database.
 */
export class RecentOperations {
  readonly #operations: OperationsRoom;
  readonly #lists = new LRUCache<string, Promise<Operation[]>>({
    max: 2_000,
    ttl: TTL_MS,
  });
  readonly #latest = new LRUCache<
    string,
    Promise<OperationSummary | undefined>
  >({ max: 20_000, ttl: TTL_MS });

  static create(options: { operations: OperationsRoom }): RecentOperations {
    return new RecentOperations(options.operations);
  }

  private constructor(operations: OperationsRoom) {
    this.#operations = operations;
    operations.onChange(operation => this.forget(operation.entityRef));
  }

  forget(entityRef: string): void {
    this.#lists.delete(entityRef);
    this.#latest.delete(entityRef);
  }

  of(entityRef: string): Promise<Operation[]> {
    const known = this.#lists.get(entityRef);
    if (known) return known;
    const reading = this.#operations
      .list(entityRef, { limit: SHOWN })
      .then(({ items }) => items);
    this.#lists.set(entityRef, reading);
    reading.catch(() => this.#lists.delete(entityRef));
    return reading;
  }

  /** The newest operation of each, read in one go. */
  async latest(entityRefs: string[]): Promise<Map<string, OperationSummary>> {
    const missing = entityRefs.filter(ref => !this.#latest.has(ref));
    const reading = missing.length
      ? this.#operations.latest(missing)
      : Promise.resolve(new Map<string, OperationSummary>());
    for (const ref of missing) {
      const one = reading.then(found => found.get(ref));
      this.#latest.set(ref, one);
      one.catch(() => this.#latest.delete(ref));
    }
    const result = new Map<string, OperationSummary>();
    await reading;
    for (const ref of entityRefs) {
      const summary = await this.#latest.get(ref);
      if (summary) result.set(ref, summary);
    }
    return result;
  }
}
