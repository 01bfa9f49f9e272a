import { useState } from 'react';
import type {
  AlertRule,
  AlertRuleDefinition,
} from '@vtasker/backstage-plugin-service-manager-common';
import {
  Alert as Notice,
  Button,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Radio,
  RadioGroup,
  Text,
} from '@backstage/ui';
import { describeError, ErrorNotice, HintedButton } from '../../components';
import { useAlertsApi } from '../alertsApi';
import { whyNot } from '../AlertItem';
import {
  fieldOf,
  newDraft,
  readDraft,
  type RuleDraft,
  type RuleField,
  ruleKindWords,
  sayCondition,
  sayHold,
  severityWords,
  toDraft,
} from '../pure';
import { useAction } from '../useAction';
import type { DialogProps } from './Dialogs';
import { RuleFields, Typed } from './RuleFields';

const kinds = Object.keys(ruleKindWords) as AlertRuleDefinition['kind'][];
const severities: AlertRuleDefinition['severity'][] = [
  'critical',
  'warning',
  'info',
];

/** A rule of the service: what is bad, for how long, and how much it matters. */
export function RuleDialog(
  props: DialogProps & { rule?: AlertRule; isNew: boolean },
) {
  const { rule, isNew, onClose } = props;
  if (!rule && !isNew) {
    return (
      <>
        <DialogHeader>Change a rule</DialogHeader>
        <DialogBody>
          <Notice
            status="info"
            icon
            title="There is no such rule"
            description="It may have been deleted since the link was made."
          />
        </DialogBody>
        <DialogFooter>
          <Button variant="secondary" onPress={onClose}>
            Close dialog
          </Button>
        </DialogFooter>
      </>
    );
  }
  return <RuleForm {...props} />;
}

function RuleForm(props: DialogProps & { rule?: AlertRule }) {
  const { entityRef, alerts, rule, onClose, onDone } = props;
  const api = useAlertsApi(entityRef);
  const { run, pending, error } = useAction();
  const [draft, setDraft] = useState(() =>
    rule ? toDraft(rule.definition) : newDraft,
  );
  // A field that nobody touched yet is not wrong yet.
  const [touched, setTouched] = useState<Set<string>>(new Set());
  const { definition, problems } = readDraft(draft);
  const { manage } = alerts.may;

  const refused = error && describeError(error);
  const refusedField = fieldOf(refused?.field);

  function change(next: Partial<RuleDraft>) {
    setTouched(before => new Set([...before, ...Object.keys(next)]));
    setDraft(before => ({ ...before, ...next }));
  }

  function problemOf(field: RuleField): string | undefined {
    const own =
      touched.has(field) || draft[field] ? problems[field] : undefined;
    return own ?? (refusedField === field ? refused?.message : undefined);
  }

  function unavailable(): string | undefined {
    if (!manage.allowed) return whyNot(manage);
    return Object.values(problems)[0];
  }

  async function confirm() {
    if (!definition || unavailable()) return;
    const done = await run('save', () =>
      api.saveRule({ ...(rule && { id: rule.id }), definition }),
    );
    if (!done) return;
    const what = sayCondition(definition);
    onDone(
      rule
        ? `The rule “${what}” was changed.`
        : `The rule “${what}” was added.`,
    );
  }

  const fields = { draft, onChange: change, problem: problemOf };
  return (
    <>
      <DialogHeader>{rule ? 'Change rule' : 'Add rule'}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          {!manage.allowed && (
            <Notice
              status="warning"
              icon
              title="You cannot change the rules"
              description={whyNot(manage)}
            />
          )}
          {rule ? (
            <Text as="p" weight="bold">
              {ruleKindWords[draft.kind]}
            </Text>
          ) : (
            <RadioGroup
              label="Tell when"
              value={draft.kind}
              onChange={value =>
                change({ kind: value as AlertRuleDefinition['kind'] })
              }
            >
              {kinds.map(kind => (
                <Radio key={kind} value={kind}>
                  {ruleKindWords[kind]}
                </Radio>
              ))}
            </RadioGroup>
          )}
          <RuleFields {...fields} />
          <Typed
            {...fields}
            field="hold"
            label="For how long before it fires"
            description="As in 90 s, 5 min, 1 h; 0 s fires at once."
          />
          <RadioGroup
            label="Severity"
            orientation="horizontal"
            value={draft.severity}
            onChange={value =>
              change({ severity: value as AlertRuleDefinition['severity'] })
            }
          >
            {severities.map(severity => (
              <Radio key={severity} value={severity}>
                {severityWords[severity]}
              </Radio>
            ))}
          </RadioGroup>
          {definition && (
            <section aria-label="In words">
              <Text as="h3" variant="body-medium" weight="bold">
                In words
              </Text>
              <Text as="p">{sayOutcome(definition)}</Text>
            </section>
          )}
          {error && !refusedField && (
            <ErrorNotice title="The rule was not saved" error={error} />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Leave as it is
        </Button>
        <HintedButton
          variant="primary"
          isPending={pending !== undefined}
          unavailable={unavailable()}
          onPress={confirm}
        >
          {rule ? 'Save rule' : 'Add rule'}
        </HintedButton>
      </DialogFooter>
    </>
  );
}

function sayOutcome(definition: AlertRuleDefinition): string {
  const { enabled, forSeconds, severity } = definition;
  if (!enabled) return 'The rule is off: it watches nothing.';
  const hold = forSeconds === 0 ? ', ' : `, ${sayHold(forSeconds)}, `;
  return `${sayCondition(
    definition,
  )}${hold}then the owner of the service gets a notification, ${severityWords[
    severity
  ].toLowerCase()}, and another one when it is over.`;
}
