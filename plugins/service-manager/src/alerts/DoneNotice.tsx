import { useEffect, useRef } from 'react';
import { Button } from '@backstage/ui';
import styles from './DoneNotice.module.css';
import type { Done } from './useAlertActions';

/**
 * What was done. It takes the focus: the control that did it may be gone with
 * what it acted on.
 */
export function DoneNotice(props: { done?: Done; onPutAway(): void }) {
  const { done, onPutAway } = props;
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (done) ref.current?.focus();
  }, [done]);
  return (
    <div
      ref={ref}
      role="status"
      aria-label="Done"
      tabIndex={-1}
      className={done ? styles.done : undefined}
    >
      {done && (
        <>
          <span>{done.text}</span>
          {done.undo && (
            <Button size="small" variant="secondary" onPress={done.undo}>
              Undo
            </Button>
          )}
          <Button size="small" variant="tertiary" onPress={onPutAway}>
            Put away
          </Button>
        </>
      )}
    </div>
  );
}
