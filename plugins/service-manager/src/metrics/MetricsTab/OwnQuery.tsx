import { ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Button, Card, CardBody, Flex, Text } from '@backstage/ui';
import { QueryProblem } from '../../components';
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
  const field = useRef<HTMLTextAreaElement>(null);
  const opened = useRef(query === '');
  // Who has just opened it wants to write.
  useEffect(() => {
    if (opened.current) field.current?.focus();
  }, []);
  const run = () => typed.trim() !== '' && onRun(typed.trim());
  return (
    <section aria-label="Own query">
      <Card>
        <CardBody className={styles.query}>
          <label className={styles.label} htmlFor={id}>
            PromQL, kept to the pods of this service
          </label>
          <textarea
            ref={field}
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
          {error && (
            <QueryProblem name="The query" query={query} error={error} />
          )}
          {children}
        </CardBody>
      </Card>
    </section>
  );
}
