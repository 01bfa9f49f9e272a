import type {
  AlertRuleDefinition,
  MetricPanelId,
} from '@vtasker/backstage-plugin-service-manager-common';
import { formatSeconds, parseSeconds } from './durations';
import { metricPanelFacts } from './metricPanels';
import { exampleOf, parseThreshold, writeThreshold } from './thresholds';

/** What is in the form, as it was typed. */
export interface RuleDraft {
  kind: AlertRuleDefinition['kind'];
  enabled: boolean;
  severity: AlertRuleDefinition['severity'];
  hold: string;
  restarts: string;
  window: string;
  panel: MetricPanelId;
  /** Outside: above one number or below another. */
  direction: 'above' | 'below' | 'outside';
  above: string;
  below: string;
  perMinute: string;
}

export type RuleField =
  | 'hold'
  | 'restarts'
  | 'window'
  | 'above'
  | 'below'
  | 'perMinute';

export const newDraft: RuleDraft = {
  kind: 'down',
  enabled: true,
  severity: 'critical',
  hold: '5 min',
  restarts: '3',
  window: '15 min',
  panel: 'memory',
  direction: 'above',
  above: '',
  below: '',
  perMinute: '10',
};

/** The form of a rule that there is. */
export function toDraft(definition: AlertRuleDefinition): RuleDraft {
  const { kind, enabled, severity, forSeconds } = definition;
  const draft: RuleDraft = {
    ...newDraft,
    kind,
    enabled,
    severity,
    hold: formatSeconds(forSeconds),
  };
  switch (definition.kind) {
    case 'restart-loop':
      return {
        ...draft,
        restarts: String(definition.restarts),
        window: formatSeconds(definition.windowSeconds),
      };
    case 'metric': {
      const { panel, above, below } = definition;
      const { unit } = metricPanelFacts[panel];
      const write = (value: number | undefined) =>
        value === undefined ? '' : writeThreshold(value, unit);
      return {
        ...draft,
        panel,
        direction: directionOf(above, below),
        above: write(above),
        below: write(below),
      };
    }
    case 'error-logs':
      return { ...draft, perMinute: String(definition.perMinute) };
    default:
      return draft;
  }
}

function directionOf(above?: number, below?: number): RuleDraft['direction'] {
  if (above !== undefined && below !== undefined) return 'outside';
  return below === undefined ? 'above' : 'below';
}

const DAY = 86_400;

/**
 * The rule that a form stands for, or what is wrong with its fields, each in
 * words for beside it.
 */
export function readDraft(draft: RuleDraft): {
  definition?: AlertRuleDefinition;
  problems: Partial<Record<RuleField, string>>;
} {
  const problems: Partial<Record<RuleField, string>> = {};

  function duration(field: 'hold' | 'window', least: number): number {
    const seconds = parseSeconds(draft[field]);
    if (seconds === undefined) {
      problems[field] = 'Write a time with its unit, as in 90 s or 5 min.';
    } else if (seconds < least) {
      problems[field] = `It is at least ${formatSeconds(least)}.`;
    } else if (seconds > DAY) {
      problems[field] = 'It is at most 1 d.';
    }
    return seconds ?? 0;
  }

  function number(
    field: 'restarts' | 'perMinute',
    [least, most]: [number, number],
    whole: boolean,
  ): number {
    const text = draft[field].trim();
    const value = Number(text);
    const written = whole ? /^\d+$/.test(text) : /^\d+(\.\d+)?$/.test(text);
    if (!written || value < least || value > most) {
      problems[field] = `Write a ${
        whole ? 'whole number' : 'number'
      } from ${least} to ${most}.`;
    }
    return value;
  }

  function bound(field: 'above' | 'below'): number {
    const { title, unit } = metricPanelFacts[draft.panel];
    const value = parseThreshold(draft[field], unit);
    if (value === undefined) {
      const what =
        draft[field].trim() === ''
          ? 'Write how much.'
          : `This is no amount of ${title}.`;
      problems[field] = `${what} ${exampleOf(unit)}.`;
    }
    return value ?? 0;
  }

  const { enabled, severity } = draft;
  const base = { enabled, severity, forSeconds: duration('hold', 0) };
  const definition = ((): AlertRuleDefinition => {
    switch (draft.kind) {
      case 'restart-loop':
        return {
          kind: 'restart-loop',
          ...base,
          restarts: number('restarts', [1, 1000], true),
          windowSeconds: duration('window', 60),
        };
      case 'metric': {
        const { direction, panel } = draft;
        const above = direction === 'below' ? undefined : bound('above');
        const below = direction === 'above' ? undefined : bound('below');
        if (
          above !== undefined &&
          below !== undefined &&
          above <= below &&
          !problems.above &&
          !problems.below
        ) {
          problems.below = 'It is less than the upper bound.';
        }
        return {
          kind: 'metric',
          ...base,
          panel,
          ...(above !== undefined && { above }),
          ...(below !== undefined && { below }),
        };
      }
      case 'error-logs':
        return {
          kind: 'error-logs',
          ...base,
          perMinute: number('perMinute', [0, 1_000_000], false),
        };
      default:
        return { kind: 'down', ...base };
    }
  })();
  return Object.keys(problems).length > 0
    ? { problems }
    : { definition, problems };
}

/** The field of the form behind a field of the API's error. */
export function fieldOf(apiField: string | undefined): RuleField | undefined {
  const name = apiField?.replace(/^definition\./, '');
  const fields: Record<string, RuleField> = {
    forSeconds: 'hold',
    windowSeconds: 'window',
    restarts: 'restarts',
    above: 'above',
    below: 'below',
    perMinute: 'perMinute',
  };
  return name !== undefined && Object.hasOwn(fields, name)
    ? fields[name]
    : undefined;
}
