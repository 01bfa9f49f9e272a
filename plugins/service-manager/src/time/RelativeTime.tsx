import { useTimeText } from './clock';
import {
  formatDuration,
  formatExact,
  formatRelative,
  formatSpan,
} from './format';

/** @public */
export interface RelativeTimeProps {
  /** ISO 8601 or a date. */
  at: string | Date;
  /**
   * `ago` (`3 min ago`, the default), `span` (`3 min`) or `duration`
   * (`3 min 12 s`, for what is still running).
   */
  format?: 'ago' | 'span' | 'duration';
}

/**
 * A time relative to now, ticking; the exact one on hover.
 *
 * @public
 */
export function RelativeTime(props: RelativeTimeProps) {
  const { format = 'ago' } = props;
  const at = new Date(props.at);
  const text = useTimeText(now => {
    if (format === 'span') return formatSpan(at, now);
    if (format === 'duration') {
      return formatDuration(now.getTime() - at.getTime());
    }
    return formatRelative(at, now);
  });
  const valid = !Number.isNaN(at.getTime());
  return (
    <time
      dateTime={valid ? at.toISOString() : undefined}
      title={valid ? formatExact(at) : undefined}
    >
      {text}
    </time>
  );
}
