import type {
  LogLine,
  LogRecord,
} from '@vtasker/backstage-plugin-service-manager-common';
import { createFilter, GivenFilters } from '../pure/filter';
import { decodeCursor } from '../pure/position';
import { PodLogSource } from '../sources/pods';
import type { LiveLog, LogScope, LogSource } from '../types';
import type { FakeKubelet } from './FakeKubelet';

export const SCOPE: LogScope = {
  entityRef: 'component:default/web',
  target: { entityRef: 'component:default/web', selector: {} },
};

/** 2026-03-01T12:00:00Z */
export const NOON = 1_772_366_400_000_000_000n;

export function sourceOf(
  kubelet: FakeKubelet,
  options: Partial<ConstructorParameters<typeof PodLogSource>[0]> = {},
): PodLogSource {
  return new PodLogSource({
    clusters: {
      list: () => [kubelet],
      get: name => (name === kubelet.name ? kubelet : undefined),
    },
    workloads: kubelet.reader(),
    clock: () => new Date(Number(NOON / 1_000_000n) + 3_600_000),
    ...options,
    timings: {
      holdMs: 20,
      releaseMs: 5,
      againMs: 2,
      againMaxMs: 10,
      lingerMs: 50,
      graceMs: 1_000,
      ...options.timings,
    },
  });
}

/** Collects what one viewer is shown. */
export class Watching {
  readonly records: LogRecord[] = [];
  readonly live: LiveLog;
  #changed = () => {};

  constructor(
    source: LogSource,
    query: GivenFilters & { after?: string; tail?: number } = {},
    scope = SCOPE,
  ) {
    const { after, tail = 200, ...given } = query;
    this.live = source.follow(scope, {
      filter: createFilter(given),
      tail,
      after: after
        ? decodeCursor(scope.entityRef, 'query.after', after)
        : undefined,
    });
    void this.#collect();
  }

  get lines(): LogLine[] {
    return this.records.filter(
      (record): record is LogLine => record.type === 'line',
    );
  }

  get texts(): string[] {
    return this.lines.map(({ text }) => text);
  }

  of<T extends LogRecord['type']>(type: T) {
    return this.records.filter(
      (record): record is Extract<LogRecord, { type: T }> =>
        record.type === type,
    );
  }

  async until(what: string, test: () => boolean, ms = 10_000): Promise<void> {
    const end = Date.now() + ms;
    while (!test()) {
      if (Date.now() > end) {
        throw new Error(
          `Not seen: ${what}; the last of ${
            this.records.length
          } records: ${JSON.stringify(this.records.slice(-5))}`,
        );
      }
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, 10);
        this.#changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async #collect(): Promise<void> {
    for (;;) {
      const records = await this.live.next();
      if (!records) return;
      this.records.push(...records);
      this.#changed();
    }
  }
}
