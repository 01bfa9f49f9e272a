import type {
  AlertRule,
  Alerts,
} from '@vtasker/backstage-plugin-service-manager-common';
import { Badge, Text } from '@backstage/ui';
import { Actor, HintedButton } from '../components';
import { RelativeTime } from '../time';
import { RuleStateIcon } from './AlertIcon';
import { whyNot } from './AlertItem';
import { ruleStateWords, sayCondition, sayHold, severityWords } from './pure';
import styles from './RulesList.module.css';

export interface RuleActions {
  onChange(rule: AlertRule): void;
  onSwitch(rule: AlertRule, enabled: boolean): void;
  /** A default comes back as it was; a rule of the service is gone. */
  onRemove(rule: AlertRule): void;
  /** What is being done, as `verb id`. */
  pending?: string;
}

/** What the product itself watches, how each stands, and how to change it. */
export function RulesList(
  props: RuleActions & { rules: AlertRule[]; may: Alerts['may']['manage'] },
) {
  const { rules, ...rest } = props;
  if (rules.length === 0) {
    return (
      <Text as="p" variant="body-small" color="secondary">
        No rule of the service manager watches this service.
      </Text>
    );
  }
  return (
    <ul className={styles.list} aria-label="Rules">
      {rules.map(rule => (
        <Rule key={rule.id} rule={rule} {...rest} />
      ))}
    </ul>
  );
}

function Rule(
  props: RuleActions & { rule: AlertRule; may: Alerts['may']['manage'] },
) {
  const { rule, may, pending } = props;
  const { id, definition, origin, state, problem, changedBy, changedAt } = rule;
  const what = sayCondition(definition);
  const unavailable = may.allowed ? undefined : whyNot(may);
  const isDefault = origin === 'default';
  const button = { size: 'small', variant: 'tertiary', of: what } as const;
  return (
    <li className={styles.rule} data-state={state}>
      <RuleStateIcon rule={rule} />
      <div className={styles.text}>
        <span className={styles.what}>
          {what}
          {isDefault && (
            <Badge size="small">
              {changedBy ? 'Default, changed' : 'Default'}
            </Badge>
          )}
        </span>
        <span className={styles.facts}>
          <span className={styles.state}>{ruleStateWords[state]}</span>
          <span>
            {severityWords[definition.severity]},{' '}
            {sayHold(definition.forSeconds)}
          </span>
          {changedBy && (
            <span>
              {isDefault ? 'changed by' : 'by'} <Actor actor={changedBy} />
              {changedAt && (
                <>
                  {' '}
                  <RelativeTime at={changedAt} />
                </>
              )}
            </span>
          )}
        </span>
        {problem && <span className={styles.problem}>{problem}</span>}
      </div>
      <span className={styles.actions}>
        <HintedButton
          {...button}
          unavailable={unavailable}
          onPress={() => props.onChange(rule)}
        >
          Change
        </HintedButton>
        <HintedButton
          {...button}
          unavailable={unavailable}
          isPending={pending === `switch ${id}`}
          onPress={() => props.onSwitch(rule, !definition.enabled)}
        >
          {definition.enabled ? 'Turn off' : 'Turn on'}
        </HintedButton>
        {(!isDefault || changedBy) && (
          <HintedButton
            {...button}
            unavailable={unavailable}
            isPending={pending === `remove ${id}`}
            onPress={() => props.onRemove(rule)}
          >
            {isDefault ? 'Back to default' : 'Delete'}
          </HintedButton>
        )}
      </span>
    </li>
  );
}
