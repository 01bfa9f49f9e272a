import type { ReactNode } from 'react';
import { describeError } from './describeError';
import styles from './QueryProblem.module.css';

/** Why what one has written cannot be used, with the place that is wrong. */
export function QueryProblem(props: {
  /** What was asked, which may not be what stands in the field now. */
  query: string;
  error: Error;
  /** What a person calls it: "The query". */
  name: string;
  title?: string;
  action?: ReactNode;
}) {
  const { query, error, name, title, action } = props;
  const { message, nextStep, field } = describeError(error);
  // The API names the parameter, of which a page knows nothing.
  const said =
    field && message.startsWith(`${field} `)
      ? `${name}${message.slice(field.length)}`
      : message;
  const place = placeOf(message, query);
  return (
    <div role="alert" className={styles.problem}>
      <div className={styles.words}>
        {title && <strong>{title}</strong>}
        <div>
          {said} {nextStep}
        </div>
        {place && (
          <pre className={styles.place}>
            {place.line}
            {'\n'}
            {' '.repeat(place.column)}^
          </pre>
        )}
      </div>
      {action}
    </div>
  );
}

/**
 * Where an error says that it is: `line 1, character 13` and `position 13` of
 * ours, `1:13` of Prometheus, all counted from 1. The column here is counted
 * from 0.
 */
export function placeOf(
  message: string,
  query: string,
): { line: string; column: number } | undefined {
  const lines = query.split('\n');
  const position = /\bat position (\d+)\b/.exec(message);
  if (position) {
    let column = Number(position[1]) - 1;
    for (const line of lines) {
      if (column <= line.length)
        return column < 0 ? undefined : { line, column };
      column -= line.length + 1;
    }
    return undefined;
  }
  const said =
    /\bline (\d+), character (\d+)\b/.exec(message) ??
    /\b(\d+):(\d+)\b/.exec(message);
  if (!said) return undefined;
  const line = lines[Number(said[1]) - 1];
  if (line === undefined) return undefined;
  const column = Number(said[2]) - 1;
  return column >= 0 && column <= line.length ? { line, column } : undefined;
}
