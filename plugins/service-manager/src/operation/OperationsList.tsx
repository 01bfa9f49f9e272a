import type { Operation } from '@vtasker/backstage-plugin-service-manager-common';
import { Button, Text } from '@backstage/ui';
import { Actor, ErrorNotice } from '../components';
import { RelativeTime } from '../time';
import styles from './OperationsList.module.css';
import { standingOf } from './outcome';
import { OutcomeIcon } from './OutcomeIcon';
import { useOperationActions } from './useOperationActions';
import { describeOperation } from './verbs';

/** Operations: who, what, when, with what outcome, and the way back. */
export function OperationsList(props: {
  operations: Operation[];
  onOpen(id: string): void;
  /** Absent where a list only tells. */
  onUndone?(started: Operation): void;
}) {
  const { operations, onOpen, onUndone } = props;
  if (operations.length === 0) {
    return (
      <Text variant="body-small" color="secondary">
        Nobody has changed it from here yet.
      </Text>
    );
  }
  return (
    <ul className={styles.list}>
      {operations.map(operation => (
        <Item
          key={operation.id}
          operation={operation}
          onOpen={onOpen}
          onUndone={onUndone}
        />
      ))}
    </ul>
  );
}

function Item(props: {
  operation: Operation;
  onOpen(id: string): void;
  onUndone?(started: Operation): void;
}) {
  const { operation, onOpen, onUndone } = props;
  const { id, actor, createdAt, reason, undoable, undoneBy } = operation;
  const { word, tone } = standingOf(operation);
  const { undo, pending, error } = useOperationActions(id);
  const what = describeOperation(operation);
  return (
    <li className={styles.item}>
      <OutcomeIcon tone={tone} />
      <div className={styles.text}>
        <button
          type="button"
          className={styles.what}
          onClick={() => onOpen(id)}
        >
          {what}
        </button>
        <span className={styles.who}>
          {word} · <Actor actor={actor} /> · <RelativeTime at={createdAt} />
          {undoneBy && <> · undone since</>}
        </span>
        {reason && <span className={styles.who}>{reason}</span>}
        {error && <ErrorNotice title="It was not undone" error={error} />}
      </div>
      {undoable && onUndone && operation.phase === 'ended' && (
        <Button
          size="small"
          variant="secondary"
          aria-label={`Undo: ${what}`}
          isPending={pending === 'undo'}
          onPress={async () => {
            const started = await undo();
            if (started) onUndone(started);
          }}
        >
          Undo
        </Button>
      )}
    </li>
  );
}
