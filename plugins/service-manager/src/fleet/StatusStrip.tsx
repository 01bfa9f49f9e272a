import { memo } from 'react';
import type { StatusState } from '@vtasker/backstage-plugin-service-manager-common';
import {
  StatusIcon,
  statusMeanings,
  statusOrder,
  statusWords,
} from '../status';
import styles from './StatusStrip.module.css';

function StatusStripView(props: {
  counts: Record<StatusState, number>;
  chosen: StatusState[];
  onChoose(change: { states: StatusState[] }): void;
}) {
  const { counts, chosen, onChoose } = props;
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
    </div>
  );
}

/** How many services are in each state; a click shows only those. */
export const StatusStrip = memo(StatusStripView);
