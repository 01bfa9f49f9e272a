import {
  observeDown,
  needsMeaning,
  observeErrorLogs,
  observeMetric,
  observeRestarts,
} from './pure/observe';
import { RestartHistory } from './pure/restartHistory';
import type {
  AlertSubject,
  EffectiveRule,
  ErrorLogReader,
  MetricReader,
  Observation,
  Reading,
  ServiceLook,
} from './types';

export interface ObserverOptions {
  look: (subject: AlertSubject) => ServiceLook;
  /** Absent: there is nothing that measures. */
  metrics?: MetricReader;
  /** Absent: lines are not counted. */
  errorLogs?: ErrorLogReader;
  clock: () => Date;
  /** Milliseconds that only go forward. */
  watch: () => number;
  /** How long a reading may take. */
  readingMs: number;
}

/** A reading is not asked for again within this time. */
const READING_TTL_MS = 30_000;

/** Judges services by rules: from what is in memory, or by asking a source. */
export class Observer {
  readonly #options: ObserverOptions;
  readonly #restarts = new RestartHistory();
  readonly #readings = new Map<string, { at: number; reading: Reading }>();

  constructor(options: ObserverOptions) {
    this.#options = options;
  }

  /** Every backend does, so that one that takes over knows the past. */
  takeRestarts(subject: AlertSubject): void {
    const look = this.#options.look(subject);
    // What a silent cluster last said would be counted as if it were now.
    if (look.silentClusters.length) return;
    this.#restarts.take(
      subject.entityRef,
      look,
      this.#options.watch(),
      this.#options.clock(),
    );
  }

  keep(entityRefs: ReadonlySet<string>): void {
    this.#restarts.keep(entityRefs);
    const now = this.#options.watch();
    for (const [key, { at }] of this.#readings) {
      if (now - at > READING_TTL_MS) this.#readings.delete(key);
    }
  }

  /** Whether a rule is judged without asking anybody. */
  static inMemory({ definition }: EffectiveRule): boolean {
    return definition.kind === 'down' || definition.kind === 'restart-loop';
  }

  async observe(
    subject: AlertSubject,
    { definition }: EffectiveRule,
  ): Promise<Observation> {
    const { look, metrics, errorLogs } = this.#options;
    switch (definition.kind) {
      case 'down': {
        const seen = look(subject);
        return observeDown(
          seen,
          needsMeaning(seen) ? await seen.stopMeant() : false,
        );
      }
      case 'restart-loop':
        return observeRestarts(
          definition,
          look(subject),
          this.#restarts.count(
            subject.entityRef,
            definition.windowSeconds * 1000,
            this.#options.watch(),
          ),
        );
      case 'metric': {
        const { panel } = definition;
        const reading = await this.#read(subject, `metric ${panel}`, {
          absent: 'No metrics are read here.',
          ask:
            metrics &&
            ((scope, signal) => metrics.latest(scope, panel, signal)),
        });
        return observeMetric(definition, reading);
      }
      default: {
        const reading = await this.#read(subject, 'error-logs', {
          absent: 'Error lines are not counted here.',
          ask:
            errorLogs &&
            ((scope, signal) => errorLogs.perMinute(scope, signal)),
        });
        return observeErrorLogs(definition, reading);
      }
    }
  }

  async #read(
    subject: AlertSubject,
    what: string,
    source: {
      absent: string;
      ask?: (
        scope: Parameters<MetricReader['latest']>[0],
        signal: AbortSignal,
      ) => Promise<Reading>;
    },
  ): Promise<Reading> {
    const { target } = subject.target;
    if (!target) return { problem: 'The service names no workloads.' };
    if (!source.ask) return { problem: source.absent };
    const key = `${subject.entityRef}\n${what}`;
    const now = this.#options.watch();
    const known = this.#readings.get(key);
    if (known && now - known.at < READING_TTL_MS) return known.reading;
    const reading = await within(this.#options.readingMs, signal =>
      source.ask!({ entityRef: subject.entityRef, target }, signal),
    );
    this.#readings.set(key, { at: now, reading });
    return reading;
  }
}

/** Whether or not the source heeds the signal. */
async function within(
  ms: number,
  ask: (signal: AbortSignal) => Promise<Reading>,
): Promise<Reading> {
  const signal = AbortSignal.timeout(ms);
  const late = new Promise<Reading>(resolve => {
    signal.addEventListener('abort', () =>
      resolve({ problem: `There was no answer within ${ms / 1000} s.` }),
    );
  });
  try {
    return await Promise.race([ask(signal), late]);
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
