import {
  AlertRuleDefinition,
  alertRuleDefinitionSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { EffectiveRule, RuleRecord } from '../types';
import { amount, panelTitle } from './amounts';

/** What every service is watched for unless its owner says otherwise. */
export interface DefaultRules {
  /** Seconds; absent: services are not watched for it. */
  down?: number;
  restartLoop: boolean;
}

const PREFIX = 'default:';

/** The rules of the product, with the configuration's numbers. */
export function defaultRules(options: DefaultRules): EffectiveRule[] {
  const rules: EffectiveRule[] = [];
  if (options.down !== undefined) {
    rules.push({
      id: `${PREFIX}down`,
      origin: 'default',
      definition: alertRuleDefinitionSchema.parse({
        kind: 'down',
        forSeconds: options.down,
      }),
    });
  }
  if (options.restartLoop) {
    rules.push({
      id: `${PREFIX}restart-loop`,
      origin: 'default',
      // Three restarts are the proof; there is nothing to wait for.
      definition: alertRuleDefinitionSchema.parse({
        kind: 'restart-loop',
        severity: 'warning',
        forSeconds: 0,
      }),
    });
  }
  return rules;
}

/** Defaults, some changed by the service, and then the service's own. */
export function effectiveRules(
  defaults: EffectiveRule[],
  records: RuleRecord[],
): EffectiveRule[] {
  const byId = new Map(records.map(record => [record.id, record]));
  const changed = defaults.map(rule => {
    const { definition, changedBy, changedAt } = byId.get(rule.id) ?? rule;
    return { ...rule, definition, changedBy, changedAt };
  });
  const own = records
    // What was changed of a default that is no longer one is no rule.
    .filter(({ id }) => !id.startsWith(PREFIX))
    .map(({ id, definition, changedBy, changedAt }) => ({
      id,
      definition,
      origin: 'service' as const,
      changedBy,
      changedAt,
    }));
  return [...changed, ...own];
}

/** How an alert of a rule is called. */
export function alertName({ kind }: Pick<AlertRuleDefinition, 'kind'>): string {
  return {
    down: 'ServiceDown',
    'restart-loop': 'RestartLoop',
    metric: 'MetricThreshold',
    'error-logs': 'ErrorLogs',
  }[kind];
}

/** What a rule watches, in a sentence. */
export function describeRule(definition: AlertRuleDefinition): string {
  const { forSeconds } = definition;
  const held = forSeconds ? ` for ${duration(forSeconds)}` : '';
  switch (definition.kind) {
    case 'down':
      return `Failed or without a ready pod${held}, or stopped without anybody having stopped it`;
    case 'restart-loop':
      return `${definition.restarts} restarts within ${duration(
        definition.windowSeconds,
      )}${held ? `,${held}` : ''}`;
    case 'metric': {
      const { above, below, panel } = definition;
      const bounds = [
        above !== undefined && `above ${amount(panel, above)}`,
        below !== undefined && `below ${amount(panel, below)}`,
      ].filter(Boolean);
      return `${panelTitle(panel)} ${bounds.join(' or ')}${held}`;
    }
    default:
      return `More than ${definition.perMinute} error lines a minute${held}`;
  }
}

/** `90 seconds`, `5 minutes`, `2 hours`: whole units only. */
export function duration(seconds: number): string {
  const [size, unit] =
    (
      [
        [86_400, 'day'],
        [3_600, 'hour'],
        [60, 'minute'],
      ] as const
    ).find(([one]) => seconds >= one && seconds % one === 0) ??
    ([1, 'second'] as const);
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
