import { useMemo } from 'react';
import type { Incidents } from '@vtasker/backstage-plugin-service-manager-common';
import { formatDuration, formatExact } from '../../time';
import { lanesOf, lastedFor, sayTimeline, severityWords } from '../pure';
import styles from './Timeline.module.css';

const TICKS = 4;
const DAY = 24 * 3_600_000;

/** When what fired, a line for each name; a click leads to it in the list. */
export function Timeline(props: {
  timeline: NonNullable<Incidents['timeline']>;
  /** Absent: from the first of them. */
  from?: string;
  until: string;
  chosen?: string;
  onChoose(id: string): void;
}) {
  const { timeline, from, until, chosen, onChoose } = props;
  const end = Date.parse(until);
  const begin = from
    ? Date.parse(from)
    : Math.min(end - DAY, ...timeline.map(line => Date.parse(line.from)));
  const lanes = useMemo(
    () => lanesOf(timeline, { from: begin, until: end }),
    [timeline, begin, end],
  );
  const now = new Date(end);
  const ticks = Array.from(
    { length: TICKS + 1 },
    (_, index) => new Date(begin + ((end - begin) * index) / TICKS),
  );
  return (
    <div
      className={styles.timeline}
      role="img"
      aria-label={sayTimeline(timeline, now)}
    >
      {lanes.map(({ name, bars }) => (
        <div key={name} className={styles.lane}>
          <span className={styles.name} title={name}>
            {name}
          </span>
          <div className={styles.track}>
            {bars.map(({ id, at, width, line }) => (
              // The list below holds the same for who uses the keyboard.
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
              <span
                key={id}
                className={styles.bar}
                data-severity={line.severity}
                data-silenced={line.silenced || undefined}
                data-chosen={id === chosen || undefined}
                style={{
                  // What has only just begun is seen too.
                  left: `min(${at * 100}%, 100% - 4px)`,
                  width: `${width * 100}%`,
                }}
                title={`${line.name}, ${severityWords[
                  line.severity
                ].toLocaleLowerCase('en-US')}: ${formatExact(
                  new Date(line.from),
                )}, for ${formatDuration(lastedFor(line, now))}${
                  line.until ? '' : ' so far'
                }${line.silenced ? ', silenced' : ''}`}
                onClick={() => onChoose(id)}
              />
            ))}
          </div>
        </div>
      ))}
      <div className={styles.lane}>
        <span />
        <div className={styles.axis}>
          {ticks.map((tick, index) => (
            <span key={index}>{sayTick(tick, end - begin)}</span>
          ))}
        </div>
      </div>
    </div>
  );
}

function sayTick(at: Date, length: number): string {
  return length <= 2 * DAY
    ? at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })
    : at.toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
}
