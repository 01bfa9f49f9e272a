import type { MetricPanelId } from '@vtasker/backstage-plugin-service-manager-common';
import { Flex, Radio, RadioGroup, Select, TextField } from '@backstage/ui';
import { showProblem } from '../../components';
import {
  exampleOf,
  metricPanelFacts,
  metricPanels,
  type RuleDraft,
  type RuleField,
} from '../pure';

interface FieldsProps {
  draft: RuleDraft;
  onChange(change: Partial<RuleDraft>): void;
  problem(field: RuleField): string | undefined;
}

/** The fields that each kind of rule has of its own. */
export function RuleFields(props: FieldsProps) {
  switch (props.draft.kind) {
    case 'restart-loop':
      return (
        <Flex gap="4">
          <Typed {...props} field="restarts" label="Restarts, at least" />
          <Typed
            {...props}
            field="window"
            label="Within"
            description="From 1 min to 1 d, as in 15 min."
          />
        </Flex>
      );
    case 'metric':
      return <MetricFields {...props} />;
    case 'error-logs':
      return (
        <Typed
          {...props}
          field="perMinute"
          label="More than so many lines a minute"
          description="Lines of level error or fatal."
        />
      );
    default:
      return null;
  }
}

function MetricFields(props: FieldsProps) {
  const { draft, onChange } = props;
  const { unit } = metricPanelFacts[draft.panel];
  const bound = { ...props, description: `${exampleOf(unit)}.` };
  return (
    <>
      <Select
        label="Metric"
        options={metricPanels.map(id => ({
          value: id,
          label: metricPanelFacts[id].title,
        }))}
        value={draft.panel}
        onChange={panel => {
          const next = panel as MetricPanelId;
          // An amount of another unit would mean something else.
          const same = metricPanelFacts[next].unit === unit;
          onChange({
            panel: next,
            ...(!same && { above: '', below: '' }),
          });
        }}
      />
      <RadioGroup
        label="It is bad"
        orientation="horizontal"
        value={draft.direction}
        onChange={value =>
          onChange({ direction: value as RuleDraft['direction'] })
        }
      >
        <Radio value="above">Above</Radio>
        <Radio value="below">Below</Radio>
        <Radio value="outside">Above or below</Radio>
      </RadioGroup>
      <Flex gap="4">
        {draft.direction !== 'below' && (
          <Typed {...bound} field="above" label="Above" />
        )}
        {draft.direction !== 'above' && (
          <Typed {...bound} field="below" label="Below" />
        )}
      </Flex>
    </>
  );
}

/** One typed field of the form. */
export function Typed(
  props: FieldsProps & {
    field: RuleField;
    label: string;
    description?: string;
  },
) {
  const { draft, onChange, problem, field, label, description } = props;
  return (
    <TextField
      label={label}
      description={description}
      autoComplete="off"
      maxLength={40}
      value={draft[field]}
      onChange={value => onChange({ [field]: value })}
      {...showProblem(problem(field))}
    />
  );
}
