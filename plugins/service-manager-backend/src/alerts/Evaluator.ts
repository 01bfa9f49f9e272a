import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  AlertStore,
  EvaluatorLease,
  EvaluatorLeaseLostError,
} from './AlertStore';
import type { IncidentNotifier } from './IncidentNotifier';
import { Leadership } from './Leadership';
import { Observer } from './Observer';
import { effectiveRules } from './pure/rules';
import { Round, stateKey } from './round';
import type { AlertSettings } from './settings';
import type { AlertSubject, EffectiveRule, RuleRecord } from './types';

export interface EvaluatorOptions {
  store: AlertStore;
  observer: Observer;
  notifier: IncidentNotifier;
  /** All services of the catalog; none: it has not been read yet. */
  subjects: () => Iterable<AlertSubject>;
  defaults: EffectiveRule[];
  settings: AlertSettings;
  logger: LoggerService;
  clock: () => Date;
  /** Milliseconds that only go forward. */
  watch: () => number;
  instanceId: string;
  /** Services whose alerts changed. */
  onChanged?: (entityRefs: string[]) => void;
  onRound?: (round: { result: 'done' | 'failed'; seconds: number }) => void;
  /** What fires, by severity; undefined: another backend evaluates. */
  onFiring?: (count: Map<string, number> | undefined) => void;
}

/** How long a round may hold up requests at a time. */
const SLICE_MS = 8;
const READINGS_AT_ONCE = 8;

/**
 * Looks at every service, moves its rules on and has owners told. One of all
 * backends does so; the others only remember restarts, to be able to take over.
 */
export class Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #leadership: Leadership;
  #timer?: NodeJS.Timeout;
  #running?: Promise<void>;
  #readings?: Promise<void>;
  #stopped = true;
  #stopping = false;

  constructor(options: EvaluatorOptions) {
    this.#options = options;
    this.#leadership = new Leadership({
      store: options.store,
      instanceId: options.instanceId,
      leaseMs: options.settings.leaseMs,
      watch: options.watch,
    });
  }

  start(): void {
    this.#stopped = false;
    const round = async () => {
      this.#running = this.tick();
      await this.#running;
      if (this.#stopped) return;
      this.#timer = setTimeout(round, this.#options.settings.intervalMs);
      this.#timer.unref();
    };
    void round();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopping = true;
    clearTimeout(this.#timer);
    await this.#running;
    await this.#readings;
    await this.#leadership
      .resign()
      .catch(error =>
        this.#options.logger.debug('The lease was not given back', error),
      );
  }

  /** One round; never rejects. */
  async tick(): Promise<void> {
    const { logger, onRound, onFiring, watch } = this.#options;
    const begun = watch();
    try {
      const subjects = [...this.#options.subjects()];
      await this.#takeRestarts(subjects);
      const lease = await this.#leadership.lead();
      if (!lease) {
        onFiring?.(undefined);
        return;
      }
      if (subjects.length) {
        await this.#pass(lease, subjects, Observer.inMemory, true);
        this.#read(lease, subjects);
      }
      await this.#tell(lease);
      onRound?.({ result: 'done', seconds: (watch() - begun) / 1000 });
    } catch (error) {
      if (error instanceof EvaluatorLeaseLostError) {
        this.#leadership.lost();
        return;
      }
      logger.warn('Alerts could not be evaluated', error as Error);
      onRound?.({ result: 'failed', seconds: (watch() - begun) / 1000 });
    }
  }

  /** Until what asks Prometheus or Loki has ended. */
  async idle(): Promise<void> {
    await this.#readings;
  }

  async #takeRestarts(subjects: AlertSubject[]): Promise<void> {
    const { observer } = this.#options;
    let sliceEnd = performance.now() + SLICE_MS;
    for (const subject of subjects) {
      observer.takeRestarts(subject);
      if (performance.now() > sliceEnd) {
        await new Promise(setImmediate);
        sliceEnd = performance.now() + SLICE_MS;
      }
    }
    if (subjects.length) {
      observer.keep(new Set(subjects.map(({ entityRef }) => entityRef)));
    }
  }

  /** Sources may be slow, and must not hold up what is in memory. */
  #read(lease: EvaluatorLease, subjects: AlertSubject[]): void {
    this.#readings ??= this.#pass(
      lease,
      subjects,
      rule => !Observer.inMemory(rule),
      false,
    )
      .catch(error => {
        if (error instanceof EvaluatorLeaseLostError) return;
        this.#options.logger.warn('Rules could not be evaluated', error);
      })
      .finally(() => {
        this.#readings = undefined;
      });
  }

  async #pass(
    lease: EvaluatorLease,
    subjects: AlertSubject[],
    which: (rule: EffectiveRule) => boolean,
    whole: boolean,
  ): Promise<void> {
    const { store, observer, defaults, settings, clock } = this.#options;
    const records = await store.rules();
    if (!whole && !records.some(asks)) return;
    const round = new Round(await store.states(), {
      now: clock(),
      resolveMs: settings.resolveMs,
      // A round may be late, or a backend be away for a moment.
      maxStepMs: settings.intervalMs * 4,
    });
    const byEntity = new Map<string, RuleRecord[]>();
    for (const record of records) {
      const list = byEntity.get(record.entityRef) ?? [];
      byEntity.set(record.entityRef, [...list, record]);
    }
    const watched = new Set<string>();
    const waiting: Array<() => Promise<void>> = [];
    let sliceEnd = performance.now() + SLICE_MS;
    for (const subject of subjects) {
      const own = byEntity.get(subject.entityRef);
      const rules = own ? effectiveRules(defaults, own) : defaults;
      for (const rule of rules) {
        if (!rule.definition.enabled) continue;
        watched.add(stateKey(subject.entityRef, rule.id));
        if (!which(rule)) continue;
        const take = async () =>
          round.take(subject, rule, await observer.observe(subject, rule), {
            rememberUnknown: !whole,
          });
        if (whole) await take();
        else waiting.push(take);
      }
      if (performance.now() > sliceEnd) {
        await new Promise(setImmediate);
        sliceEnd = performance.now() + SLICE_MS;
      }
    }
    for (let at = 0; at < waiting.length; at += READINGS_AT_ONCE) {
      if (this.#stopping) return;
      await Promise.all(
        waiting.slice(at, at + READINGS_AT_ONCE).map(take => take()),
      );
      await store.renew(lease);
    }
    if (whole) {
      round.endUnwatched(
        watched,
        new Set(subjects.map(({ entityRef }) => entityRef)),
      );
    }
    if (round.empty) return;
    await store.saveRound(lease, round.changes, clock());
    if (round.changed.size) this.#options.onChanged?.([...round.changed]);
  }

  async #tell(lease: EvaluatorLease): Promise<void> {
    const incidents = await this.#options.store.unsettled();
    const firing = new Map<string, number>();
    for (const { endedAt, severity } of incidents) {
      if (endedAt !== undefined) continue;
      firing.set(severity, (firing.get(severity) ?? 0) + 1);
    }
    this.#options.onFiring?.(firing);
    await this.#options.notifier.tell(lease, incidents);
  }
}

function asks({ definition }: RuleRecord): boolean {
  return definition.kind === 'metric' || definition.kind === 'error-logs';
}
