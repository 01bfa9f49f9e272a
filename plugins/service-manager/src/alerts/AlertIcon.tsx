import type {
  Alert,
  AlertRule,
} from '@vtasker/backstage-plugin-service-manager-common';
import { StatusIcon } from '../status';
import styles from './AlertIcon.module.css';

const mark = 'M7.1 4.200h1.8v4.900h-1.8zM7.1 10.300h1.8v1.8h-1.8z';
const outlines: Record<Alert['severity'], string> = {
  critical: 'M5.1 1h5.8L15 5.100v5.800L10.9 15H5.100L1 10.900V5.100z',
  warning: 'M8 1.300L15.5 14.500H.5z',
  info: 'M8 1a7 7 0 1 0 0 14a7 7 0 1 0 0-14z',
  unknown: 'M1.5 1.500h13v13h-13z',
};
/** Lower in a triangle, where there is room for it. */
const marks: Record<Alert['severity'], string> = {
  critical: mark,
  warning: 'M7.1 5.600h1.8v4.300h-1.8zM7.1 11h1.8v1.8h-1.8z',
  info: 'M7.1 4.200h1.8v1.8h-1.8zM7.1 7h1.8v4.900h-1.8z',
  unknown: 'M4.500 7.100h7v1.8h-7z',
};

/**
 * The severity by its outline and colour; filled while it fires, hollow while
 * it is pending. Says nothing to a screen reader: the words stand beside it.
 */
export function AlertIcon(props: {
  severity: Alert['severity'];
  state: Alert['state'];
  quiet?: boolean;
}) {
  const { severity, state, quiet } = props;
  const hollow = state === 'pending';
  return (
    <svg
      className={styles.icon}
      data-severity={quiet ? 'unknown' : severity}
      viewBox="0 0 16 16"
      width={16}
      height={16}
      aria-hidden="true"
      focusable="false"
    >
      {hollow ? (
        <>
          <path
            d={outlines[severity]}
            fill="none"
            stroke="currentColor"
            strokeWidth={1.5}
            strokeLinejoin="round"
          />
          <path d={marks[severity]} fill="currentColor" />
        </>
      ) : (
        <path
          d={`${outlines[severity]}${marks[severity]}`}
          fill="currentColor"
          fillRule="evenodd"
        />
      )}
    </svg>
  );
}

const stateShapes = {
  inactive: 'running',
  unknown: 'unknown',
  disabled: 'stopped',
} as const;

/** The state of a rule: its severity's shape while there is an alert. */
export function RuleStateIcon(props: { rule: AlertRule }) {
  const { state, definition } = props.rule;
  return state === 'firing' || state === 'pending' ? (
    <AlertIcon severity={definition.severity} state={state} />
  ) : (
    <StatusIcon state={stateShapes[state]} size={16} />
  );
}
