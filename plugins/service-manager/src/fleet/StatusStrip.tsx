import { memo } from 'react';
import type { StatusState } from '@vtasker/backstage-plugin-service-manager-common';
import {
  StatusIcon,
  statusMeanings,
  statusOrder,
  statusWords,
} from '../status';
import { AlertIcon } from '../alerts';
import type { FiringCounts } from './filter';
import styles from './StatusStrip.module.css';

function StatusStripView(props: {
  counts: Record<StatusState, number>;
  chosen: StatusState[];
  onChoose(change: { states?: StatusState[]; firing?: boolean }): void;
  /** Of how many alerts fire; absent: it is not known yet. */
  firing?: FiringCounts;
  onlyFiring: boolean;
  /** Why it is not known. */
  problem?: string;
}) {
  const { counts, chosen, onChoose, firing, onlyFiring, problem } = props;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const toggle = (state: StatusState) =>
    onChoose({
      states: chosen.includes(state)
        ? chosen.filter(other => other !== state)
        : statusOrder.filter(
            other => other === state || chosen.includes(other),
          ),
    });
  return (
    <div role="group" aria-label="Services by status" className={styles.strip}>
      <button
        type="button"
        className={styles.count}
        aria-pressed={chosen.length === 0}
        onClick={() => onChoose({ states: [] })}
      >
        <b>{total}</b> All
      </button>
      {statusOrder.map(state => (
        <button
          key={state}
          type="button"
          className={styles.count}
          aria-pressed={chosen.includes(state)}
          data-none={counts[state] === 0 || undefined}
          title={statusMeanings[state]}
          onClick={() => toggle(state)}
        >
          <StatusIcon state={state} />
          <b>{counts[state]}</b> {statusWords[state]}
        </button>
      ))}
      <button
        type="button"
        className={styles.count}
        data-apart
        aria-pressed={onlyFiring}
        data-none={!firing?.firing || undefined}
        title={sayFiring(firing, problem)}
        onClick={() => onChoose({ firing: !onlyFiring })}
      >
        {firing || !problem ? (
          <AlertIcon
            severity={firing?.worst ?? 'unknown'}
            state={firing?.firing ? 'firing' : 'pending'}
          />
        ) : (
          <StatusIcon state="unknown" />
        )}
        <b>{firing?.firing ?? '–'}</b> Firing{' '}
        {firing && firing.unknown > 0 && (
          <span className={styles.more}>{firing.unknown} not known</span>
        )}
      </button>
    </div>
  );
}

function sayFiring(firing?: FiringCounts, problem?: string): string {
  if (!firing) {
    return problem
      ? `Whether alerts fire is not known: ${problem}`
      : 'Whether alerts fire is being asked.';
  }
  const shown = 'Services of which an alert fires that is not silenced.';
  return [
    shown,
    firing.unknown > 0 &&
      `Of ${firing.unknown} it is not known whether there is one.`,
    problem && `This is what was last seen: ${problem}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** How many services are in each state; a click shows only those. */
export const StatusStrip = memo(StatusStripView);
