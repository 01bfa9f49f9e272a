import { NumberField } from '@backstage/ui';
import { countOf } from '../verbs';
import { isAbout, showProblem } from './fieldProblem';
import type { OptionsProps } from './types';

/** How many replicas, beside what there is and what an autoscaler allows. */
export function ScaleOptions(props: OptionsProps) {
  const { service, draft, onChange, problem } = props;
  const workload = service.workloads.find(
    ({ ref }) => ref.id === draft.workload,
  );
  const now = workload?.replicas?.desired;
  const autoscaler = workload?.autoscaler;
  const hints = [
    now !== undefined && `Now ${countOf(now, 'replica')}.`,
    autoscaler &&
      `${autoscaler.kind} ${autoscaler.name} keeps it between ${autoscaler.min} and ${autoscaler.max}.`,
  ].filter(Boolean);
  return (
    <NumberField
      label="Replicas"
      description={hints.join(' ')}
      minValue={0}
      step={1}
      formatOptions={{ maximumFractionDigits: 0, useGrouping: false }}
      value={draft.replicas ?? NaN}
      onChange={value =>
        onChange({ replicas: Number.isNaN(value) ? undefined : value })
      }
      {...showProblem(
        isAbout(problem, 'replicas') ? problem?.message : undefined,
      )}
    />
  );
}
