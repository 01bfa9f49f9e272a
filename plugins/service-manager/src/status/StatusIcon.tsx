import type { ReactElement } from 'react';
import type { StatusState } from '@vtasker/backstage-plugin-service-manager-common';
import styles from './status.module.css';

const outline = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 };

const shapes: Record<StatusState, ReactElement> = {
  running: <circle cx="8" cy="8" r="6" fill="currentColor" />,
  starting: (
    <>
      <circle cx="8" cy="8" r="5.25" {...outline} />
      <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
    </>
  ),
  degraded: (
    <path
      d="M8 2.2 14.6 13.6H1.4z"
      fill="currentColor"
      stroke="currentColor"
      strokeLinejoin="round"
    />
  ),
  stopping: (
    <>
      <circle cx="8" cy="8" r="5.25" {...outline} />
      <path d="M2 8a6 6 0 0 0 12 0z" fill="currentColor" />
    </>
  ),
  stopped: (
    <rect x="2.75" y="2.75" width="10.5" height="10.5" rx="1" {...outline} />
  ),
  failed: (
    <path
      d="M3.2 3.2l9.6 9.6M12.8 3.2l-9.6 9.6"
      stroke="currentColor"
      strokeWidth="2.6"
      strokeLinecap="round"
    />
  ),
  suspended: (
    <path d="M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z" fill="currentColor" />
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.5" {...outline} strokeDasharray="2.4 1.7" />
      <path
        d="M6.1 6.6a1.9 1.9 0 1 1 2.8 1.7c-.6.3-.9.6-.9 1.2"
        {...outline}
        strokeLinecap="round"
      />
      <circle cx="8" cy="11.4" r="0.9" fill="currentColor" />
    </>
  ),
};

/**
 * The shape of a state in its colour. Says nothing to a screen reader: put the
 * word beside it, or use `StatusBadge`.
 *
 * @public
 */
export function StatusIcon(props: {
  state: StatusState;
  /** Width and height in px; 14 when absent. */
  size?: number;
}) {
  const { state, size = 14 } = props;
  return (
    <svg
      className={styles.icon}
      data-state={state}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      {shapes[state]}
    </svg>
  );
}
