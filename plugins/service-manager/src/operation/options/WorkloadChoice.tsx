import type { Verb } from '@vtasker/backstage-plugin-service-manager-common';
import { Checkbox, CheckboxGroup, Select } from '@backstage/ui';
import { showProblem } from '../../components';
import { isForOne, workloadsFor } from '../draft';
import { describeWorkload } from '../verbs';
import { isAbout } from './fieldProblem';
import type { OptionsProps } from './types';

/** Which workloads; nothing to choose when the service has just one. */
export function WorkloadChoice(props: OptionsProps & { verb: Verb }) {
  const { verb, service, draft, onChange, problem } = props;
  const workloads = workloadsFor(verb, service);
  const message =
    isAbout(problem, 'workload') || isAbout(problem, 'workloads')
      ? problem?.message
      : undefined;
  if (workloads.length < 2 && !message) return null;

  if (isForOne(verb)) {
    return (
      <Select
        label="Workload"
        options={workloads.map(({ ref }) => ({
          value: ref.id,
          label: describeWorkload(ref),
        }))}
        selectedKey={draft.workload ?? null}
        onSelectionChange={key =>
          // What was filled in belongs to the workload that was chosen before.
          onChange({
            workload: String(key),
            replicas: undefined,
            revision: undefined,
            images: {},
          })
        }
        {...showProblem(message)}
      />
    );
  }
  const ids = workloads.map(({ ref }) => ref.id);
  return (
    <CheckboxGroup
      label="Workloads"
      value={ids.filter(id => !draft.excluded.includes(id))}
      onChange={chosen =>
        onChange({ excluded: ids.filter(id => !chosen.includes(id)) })
      }
      {...showProblem(message)}
    >
      {workloads.map(({ ref }) => (
        <Checkbox key={ref.id} value={ref.id}>
          {describeWorkload(ref)}
        </Checkbox>
      ))}
    </CheckboxGroup>
  );
}
