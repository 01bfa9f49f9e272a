import { randomUUID } from 'crypto';
import type { RoundChanges } from './AlertStore';
import { nextState, StepOptions } from './pure/ruleState';
import type {
  AlertSubject,
  EffectiveRule,
  Observation,
  RuleState,
  StateRecord,
} from './types';

/** Names a rule of a service within a round. */
export function stateKey(entityRef: string, ruleId: string): string {
  return `${entityRef}\n${ruleId}`;
}

/** Gathers what a round changes. */
export class Round {
  readonly changes: RoundChanges = {
    states: [],
    forget: [],
    opened: [],
    ended: [],
  };
  /** Services of which a page shows something else now. */
  readonly changed = new Set<string>();
  readonly #before: Map<string, StateRecord>;
  readonly #step: Omit<StepOptions, 'forMs'>;

  constructor(states: StateRecord[], step: Omit<StepOptions, 'forMs'>) {
    this.#before = new Map(
      states.map(record => [stateKey(record.entityRef, record.ruleId), record]),
    );
    this.#step = step;
  }

  get empty(): boolean {
    const { states, forget, opened, ended } = this.changes;
    return !(states.length || forget.length || opened.length || ended.length);
  }

  /** What was seen of a service by one rule. */
  take(
    subject: AlertSubject,
    rule: EffectiveRule,
    seen: Observation,
    options: { rememberUnknown: boolean },
  ): void {
    const { entityRef } = subject;
    const { id: ruleId, definition } = rule;
    const key = stateKey(entityRef, ruleId);
    const before = this.#before.get(key)?.state;
    if (!before && seen.verdict === 'good') return;
    const after = nextState(before, seen, {
      ...this.#step,
      forMs: definition.forSeconds * 1000,
    });
    const kept =
      after.phase !== 'inactive' ||
      (options.rememberUnknown && after.problem !== undefined);
    if (kept) this.changes.states.push({ entityRef, ruleId, state: after });
    else if (before) this.changes.forget.push({ entityRef, ruleId });
    if (shown(before) !== shown(kept ? after : undefined)) {
      this.changed.add(entityRef);
    }
    if (after.phase === 'firing' && before?.phase !== 'firing') {
      this.changes.opened.push({
        id: randomUUID(),
        entityRef,
        ruleId,
        firedAt: this.#step.now.toISOString(),
        settled: false,
        title: subject.title,
        owner: subject.owner,
        kind: definition.kind,
        severity: definition.severity,
        summary: after.summary ?? '',
        value: after.value,
        definition,
      });
    }
    if (before?.phase === 'firing' && after.phase !== 'firing') {
      this.changes.ended.push({ entityRef, ruleId, ending: 'over' });
    }
  }

  /** Ends what no rule watches any more; `watched` are the keys of those that are. */
  endUnwatched(watched: ReadonlySet<string>, services: ReadonlySet<string>) {
    for (const [key, { entityRef, ruleId, state }] of this.#before) {
      if (watched.has(key)) continue;
      this.changes.forget.push({ entityRef, ruleId });
      this.changed.add(entityRef);
      if (state.phase === 'firing') {
        const ending = services.has(entityRef) ? 'rule-off' : 'service-gone';
        this.changes.ended.push({ entityRef, ruleId, ending });
      }
    }
  }
}

function shown(state: RuleState | undefined): string {
  return `${state?.phase ?? 'inactive'} ${state?.problem ?? ''}`;
}
