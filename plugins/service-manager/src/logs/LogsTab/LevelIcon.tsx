import type { LogLevel } from '@vtasker/backstage-plugin-service-manager-common';
import styles from './LevelIcon.module.css';

const shapes: Record<LogLevel, JSX.Element> = {
  fatal: <path d="M4 1h4l3 3v4l-3 3H4L1 8V4zM4 4l4 4M8 4l-4 4" />,
  error: <path d="M2 2l8 8M10 2l-8 8" />,
  warn: <path d="M6 1.500L11 10.500H1zM6 5v2.500M6 9v.01" />,
  info: <circle cx="6" cy="6" r="4" />,
  debug: <rect x="3" y="3" width="6" height="6" />,
  trace: <path d="M2 6h8" />,
  unknown: <circle cx="6" cy="6" r="4" strokeDasharray="2 2" />,
};

/** A level by shape and colour; its word stands beside it. */
export function LevelIcon(props: { level: LogLevel }) {
  return (
    <svg
      className={styles.icon}
      data-level={props.level}
      viewBox="0 0 12 12"
      width={10}
      height={10}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinejoin="round"
      aria-hidden
    >
      {shapes[props.level]}
    </svg>
  );
}
