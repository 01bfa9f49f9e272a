import type {
  LogRecord,
  LogSources,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { LiveLog } from './types';

/** Several live logs as one; what is out of order among them is marked late. */
export class CombinedLog implements LiveLog {
  readonly source: LogSources['source'];
  #logs: LiveLog[];
  readonly #pending: Map<LiveLog, Promise<LogRecord[] | undefined>>;
  readonly #newest = new Map<LiveLog, bigint>();

  constructor(logs: Array<{ log: LiveLog; source: LogSources['source'] }>) {
    this.source = logs[0].source;
    this.#logs = logs.map(({ log }) => log);
    this.#pending = new Map();
  }

  async next(): Promise<LogRecord[] | undefined> {
    for (const log of this.#logs) {
      if (!this.#pending.has(log)) this.#pending.set(log, log.next());
    }
    while (this.#pending.size > 0) {
      const { log, records } = await Promise.race(
        [...this.#pending].map(async ([one, promise]) => ({
          log: one,
          records: await promise,
        })),
      );
      this.#pending.delete(log);
      if (records) return this.#marked(log, records);
      this.#logs = this.#logs.filter(one => one !== log);
    }
    return undefined;
  }

  followed(): number {
    return this.#logs.reduce((all, log) => all + log.followed(), 0);
  }

  close(): void {
    for (const log of this.#logs) log.close();
  }

  #marked(log: LiveLog, records: LogRecord[]): LogRecord[] {
    if (this.#logs.length === 1) return records;
    let others = -1n;
    for (const [one, ns] of this.#newest) {
      if (one !== log && ns > others) others = ns;
    }
    let newest = this.#newest.get(log) ?? -1n;
    const marked = records.map(record => {
      if (record.type !== 'line') return record;
      const ns = BigInt(record.ns);
      if (ns > newest) newest = ns;
      return ns < others ? { ...record, late: true } : record;
    });
    this.#newest.set(log, newest);
    return marked;
  }
}
