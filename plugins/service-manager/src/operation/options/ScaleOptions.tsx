import { KeyboardEvent, useState } from 'react';
import { TextField } from '@backstage/ui';
import { showProblem } from '../../components';
import { countOf } from '../verbs';
import { isAbout } from './fieldProblem';
import type { OptionsProps } from './types';

/** How many replicas, beside what there is and what an autoscaler allows. */
export function ScaleOptions(props: OptionsProps) {
  const { service, draft, onChange, problem } = props;
  const [text, setText] = useState(String(draft.replicas ?? ''));
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
  const wrong =
    text.trim() !== '' && toReplicas(text) === undefined
      ? 'Write a whole number of replicas, 0 or more.'
      : undefined;

  function write(next: string) {
    setText(next);
    onChange({ replicas: toReplicas(next) });
  }

  /** The arrows count, as in every number field. */
  function step(event: KeyboardEvent) {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    write(String(Math.max(0, (draft.replicas ?? now ?? 0) + by)));
  }

  return (
    <TextField
      label="Replicas"
      description={hints.join(' ')}
      inputMode="numeric"
      autoComplete="off"
      value={text}
      onChange={write}
      onKeyDown={step}
      {...showProblem(
        wrong ?? (isAbout(problem, 'replicas') ? problem?.message : undefined),
      )}
    />
  );
}

function toReplicas(text: string): number | undefined {
  const digits = text.trim();
  return /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
}
