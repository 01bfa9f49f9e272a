import { randomUUID } from 'crypto';
import type {
  AlertRemoval,
  AlertRule,
  AlertRuleDefinition,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { AlertStore } from './AlertStore';
import { Observer } from './Observer';
import type { RuleNumbers } from './pure/prometheusRule';
import { describeRule, effectiveRules } from './pure/rules';
import {
  checkDefinition,
  otherKind,
  removalNotFound,
  ruleNotFound,
  tooManyRules,
} from './refusals';
import type { Removals } from './Removals';
import type { AlertSubject, EffectiveRule, RuleState } from './types';

const MOST_RULES = 50;

/** A new rule, or with an id what becomes of one. */
export interface SaveRule {
  id?: string;
  definition: AlertRuleDefinition;
}

export interface OwnRulesOptions {
  store: AlertStore;
  clock: () => Date;
  defaults: EffectiveRule[];
  observer: Observer;
  removals: Removals;
  onChanged: (subject: AlertSubject) => void;
}

/** What services are watched for by the product itself. */
export class OwnRules {
  readonly #options: OwnRulesOptions;

  constructor(options: OwnRulesOptions) {
    this.#options = options;
  }

  /** The defaults as they are for this service, and those that it added. */
  async of(entityRef: string): Promise<EffectiveRule[]> {
    return effectiveRules(
      this.#options.defaults,
      await this.#options.store.rules(entityRef),
    );
  }

  /** As a page shows it; judged now where what it needs is in memory. */
  async view(
    subject: AlertSubject,
    rule: EffectiveRule,
    state: RuleState | undefined,
  ): Promise<AlertRule> {
    const { id, definition, origin, changedBy, changedAt } = rule;
    const view = {
      id,
      definition,
      origin,
      summary: describeRule(definition),
      changedBy,
      changedAt,
    };
    if (!definition.enabled) return { ...view, state: 'disabled' };
    // What is in memory is judged now, whichever backend evaluates.
    const problem = Observer.inMemory(rule)
      ? (await this.#options.observer.observe(subject, rule)).problem
      : state?.problem;
    if (problem) return { ...view, state: 'unknown', problem };
    return { ...view, state: state?.phase ?? 'inactive' };
  }

  /**
   * Adds a rule, changes one, or changes a default for this service.
   *
   * @throws ServiceManagerError
   */
  async save(
    subject: AlertSubject,
    request: SaveRule,
    by: string,
  ): Promise<AlertRule> {
    const { id, definition } = request;
    checkDefinition(definition);
    const { entityRef } = subject;
    const rules = await this.of(entityRef);
    const before = rules.find(rule => rule.id === id);
    if (id !== undefined && !before) throw ruleNotFound(id);
    if (before && before.definition.kind !== definition.kind) {
      throw otherKind(definition.kind, before.definition.kind);
    }
    const own = rules.filter(({ origin }) => origin === 'service');
    if (!before && own.length >= MOST_RULES) throw tooManyRules(MOST_RULES);
    const rule: EffectiveRule = {
      id: id ?? randomUUID(),
      definition,
      origin: before?.origin ?? 'service',
      changedBy: by,
      changedAt: this.#options.clock().toISOString(),
    };
    await this.#options.store.saveRule({
      entityRef,
      id: rule.id,
      definition,
      changedBy: by,
      changedAt: rule.changedAt!,
    });
    this.#options.onChanged(subject);
    const states = await this.#options.store.states(entityRef);
    return this.view(
      subject,
      rule,
      states.find(({ ruleId }) => ruleId === rule.id)?.state,
    );
  }

  /**
   * Removes a rule of the service; a default comes back as it was.
   *
   * @throws ServiceManagerError
   */
  async remove(
    subject: AlertSubject,
    id: string,
    by: string,
  ): Promise<AlertRemoval | undefined> {
    const { entityRef } = subject;
    const removed = await this.#options.store.deleteRule(
      entityRef,
      id,
      this.#options.removals.make(by),
    );
    if (!removed) throw ruleNotFound(id);
    this.#options.onChanged(subject);
    return this.#options.removals.view(removed, []);
  }

  /**
   * Puts back a rule that was removed, under its id and in the name of who
   * made it.
   *
   * @throws ServiceManagerError
   */
  async restore(subject: AlertSubject, id: string): Promise<AlertRule> {
    const { store, removals, onChanged } = this.#options;
    const { entityRef } = subject;
    const restored = await removals.restore(
      subject,
      id,
      'rule',
      async ({ rule }) => {
        const rules = await this.of(entityRef);
        const own = rules.filter(({ origin }) => origin === 'service');
        if (!rule.id.startsWith('default:') && own.length >= MOST_RULES) {
          throw tooManyRules(MOST_RULES);
        }
        await store.saveRule(rule);
        onChanged(subject);
        return (await this.of(entityRef)).find(one => one.id === rule.id);
      },
    );
    // What was changed of a default that is no longer one is no rule.
    if (!restored) throw removalNotFound();
    return this.view(subject, restored, undefined);
  }

  /** Those of the service's own rules, whether they are on or not. */
  async numbers({ entityRef }: AlertSubject): Promise<RuleNumbers> {
    const numbers = { downSeconds: 300, restarts: 3, windowSeconds: 900 };
    for (const { origin, definition } of await this.of(entityRef)) {
      if (origin !== 'default') continue;
      if (definition.kind === 'down') {
        numbers.downSeconds = definition.forSeconds;
      }
      if (definition.kind === 'restart-loop') {
        numbers.restarts = definition.restarts;
        numbers.windowSeconds = definition.windowSeconds;
      }
    }
    return numbers;
  }
}
