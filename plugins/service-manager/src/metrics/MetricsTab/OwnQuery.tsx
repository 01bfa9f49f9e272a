import { ReactNode, useEffect, useId, useState } from 'react';
import { Button, Card, CardBody, Flex, Text } from '@backstage/ui';
import { describeError } from '../../components';
import styles from './OwnQuery.module.css';

/** PromQL of one's own: what is written, and where it is wrong. */
export function OwnQuery(props: {
  query: string;
  error?: Error;
  running: boolean;
  onRun(query: string): void;
  onClose(): void;
  children: ReactNode;
}) {
  const { query, error, running, onRun, onClose, children } = props;
  const id = useId();
  const [typed, setTyped] = useState(query);
  useEffect(() => setTyped(query), [query]);
  const run = () => typed.trim() !== '' && onRun(typed.trim());
  return (
    <section aria-label="Own query">
      <Card>
        <CardBody className={styles.query}>
          <label className={styles.label} htmlFor={id}>
            PromQL, kept to the pods of this service
          </label>
          <textarea
            id={id}
            className={styles.field}
            placeholder="sum by (pod) (rate(http_requests_total[5m]))"
            rows={2}
            spellCheck={false}
            value={typed}
            onChange={event => setTyped(event.target.value)}
            onKeyDown={event => {
              if (event.key !== 'Enter' || event.shiftKey) return;
              event.preventDefault();
              run();
            }}
          />
          <Flex align="center" gap="2">
            <Button
              size="small"
              variant="primary"
              isPending={running}
              isDisabled={typed.trim() === ''}
              onPress={run}
            >
              Run query
            </Button>
            <Button size="small" variant="tertiary" onPress={onClose}>
              Close
            </Button>
            <Text variant="body-x-small">
              Enter runs it, Shift Enter begins a line.
            </Text>
          </Flex>
          {error && <Wrong query={query} error={error} />}
          {children}
        </CardBody>
      </Card>
    </section>
  );
}

/** The error, and the place in the query that it names. */
function Wrong(props: { query: string; error: Error }) {
  const { query, error } = props;
  const { message, nextStep } = describeError(error);
  const place = placeOf(message, query);
  return (
    <div role="alert" className={styles.wrong}>
      <div>
        {message} {nextStep}
      </div>
      {place && (
        <pre className={styles.place}>
          {place.line}
          {'\n'}
          {' '.repeat(place.column)}^
        </pre>
      )}
    </div>
  );
}

/**
 * Where an error says that it is: `line 1, character 13` of ours, `1:13` of
 * Prometheus, both counted from 1. The column here is counted from 0.
 */
export function placeOf(
  message: string,
  query: string,
): { line: string; column: number } | undefined {
  const said =
    /\bline (\d+), character (\d+)\b/.exec(message) ??
    /\b(\d+):(\d+)\b/.exec(message);
  if (!said) return undefined;
  const line = query.split('\n')[Number(said[1]) - 1];
  if (line === undefined) return undefined;
  const column = Number(said[2]) - 1;
  return column >= 0 && column <= line.length ? { line, column } : undefined;
}
