import type {
  Alert,
  AlertSilence,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { EffectiveRule, RuleState, SilenceRecord } from '../types';
import { alertName, describeRule } from './rules';

/** Before the ids of what is the product's own. */
export const OWN = 'own:';

/** A rule that is pending or fires, as a page shows it. */
export function alertOf(
  rule: EffectiveRule,
  state: RuleState,
  phase: 'pending' | 'firing',
  silences: SilenceRecord[],
): Alert {
  return {
    id: `${OWN}${rule.id}`,
    name: alertName(rule.definition),
    state: phase,
    severity: rule.definition.severity,
    summary: state.summary ?? describeRule(rule.definition),
    since: state.since,
    value: state.value,
    source: 'service-manager',
    labels: {},
    ruleId: rule.id,
    silences: silences
      .filter(({ ruleId }) => ruleId === rule.id)
      .map(silenceView),
  };
}

/** A silence of the product's own. */
export function silenceView(silence: SilenceRecord): AlertSilence {
  const { id, by, reason, from, until } = silence;
  return { id: `${OWN}${id}`, by, reason, from, until };
}
