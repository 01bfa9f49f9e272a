import { useEffect, useRef, useState } from 'react';
import { Button, TextField } from '@backstage/ui';
import styles from './LogsTab.module.css';

/** LogQL of one's own, for those who may and where Loki is. */
export function LogqlField(props: {
  value: string;
  onRun(logql: string): void;
  onClose(): void;
}) {
  const { value, onRun, onClose } = props;
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const field = useRef<HTMLDivElement>(null);
  const opened = useRef(value === '');
  // Who has just opened it wants to write.
  useEffect(() => {
    if (opened.current) field.current?.querySelector('input')?.focus();
  }, []);
  const query = typed.trim();
  return (
    <form
      className={styles.logql}
      aria-label="LogQL"
      onSubmit={event => {
        event.preventDefault();
        onRun(query);
      }}
    >
      <TextField
        ref={field}
        size="small"
        className={styles.query}
        aria-label="LogQL, kept to the pods of this service"
        placeholder='{container="web"} |= "timeout" | json'
        value={typed}
        onChange={setTyped}
      />
      <Button size="small" variant="secondary" type="submit">
        Run query
      </Button>
      <Button size="small" variant="tertiary" onPress={onClose}>
        Close query
      </Button>
    </form>
  );
}
