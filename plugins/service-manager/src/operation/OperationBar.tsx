import { useEffect, useRef, useState } from 'react';
import type { Operation } from '@vtasker/backstage-plugin-service-manager-common';
import { Button, Flex, Text } from '@backstage/ui';
import LinearProgress from '@material-ui/core/LinearProgress';
import { useOperation } from '../api';
import { RelativeTime } from '../time';
import { currentStep, progressOf, standingOf } from './outcome';
import { OutcomeIcon } from './OutcomeIcon';
import { describeOperation } from './verbs';
import styles from './OperationBar.module.css';

/**
 * The operations that run, and those that ended while the page was open until
 * they are put away: a closed dialog loses nothing.
 */
export function OperationBar(props: {
  operations: Operation[];
  serviceKey: string;
  onOpen(id: string): void;
  /** An operation is further than the service says. */
  onChanged(): void;
}) {
  const { operations, serviceKey, onOpen, onChanged } = props;
  const seenRunning = useRef(new Set<string>());
  const [putAway, setPutAway] = useState<string[]>([]);
  for (const { id, phase } of operations) {
    if (phase !== 'ended') seenRunning.current.add(id);
  }
  const shown = operations.filter(
    ({ id }) => seenRunning.current.has(id) && !putAway.includes(id),
  );
  return (
    <div role="region" aria-label="Running operations" aria-live="polite">
      {shown.map(operation => (
        <Bar
          key={operation.id}
          known={operation}
          serviceKey={serviceKey}
          onChanged={onChanged}
          onOpen={() => onOpen(operation.id)}
          onPutAway={() => setPutAway(before => [...before, operation.id])}
        />
      ))}
    </div>
  );
}

function Bar(props: {
  known: Operation;
  serviceKey: string;
  onChanged(): void;
  onOpen(): void;
  onPutAway(): void;
}) {
  const { known, serviceKey, onChanged, onOpen, onPutAway } = props;
  // A running operation is followed more closely than its service.
  const { operation = known } = useOperation(known.id, { serviceKey });
  const isAhead = operation.phase === 'ended' && known.phase !== 'ended';
  useEffect(() => {
    if (isAhead) onChanged();
  }, [isAhead, onChanged]);
  const { word, tone } = standingOf(operation);
  const runs = operation.phase !== 'ended';
  const step = runs ? currentStep(operation) : operation.error?.message;
  const what = describeOperation(operation);
  return (
    <div className={styles.bar} data-tone={tone}>
      <Flex align="center" gap="3">
        <OutcomeIcon tone={tone} />
        <Text weight="bold">{what}</Text>
        <Text>
          {word}
          {step && <>: {step}</>}
        </Text>
        <span className={styles.end}>
          <Text variant="body-small" color="secondary">
            {/* Ticks, so it is not announced. */}
            <span aria-live="off">
              {runs ? (
                <RelativeTime
                  at={operation.startedAt ?? operation.createdAt}
                  format="duration"
                />
              ) : (
                operation.endedAt && <RelativeTime at={operation.endedAt} />
              )}
            </span>
          </Text>
          <Button size="small" variant="secondary" onPress={onOpen}>
            Show operation
          </Button>
          {!runs && (
            <Button size="small" variant="tertiary" onPress={onPutAway}>
              Put away
            </Button>
          )}
        </span>
      </Flex>
      {runs && (
        <div className={styles.progress}>
          <LinearProgress
            aria-label={`Progress: ${what}`}
            variant={
              operation.steps.length > 0 ? 'determinate' : 'indeterminate'
            }
            value={progressOf(operation)}
          />
        </div>
      )}
    </div>
  );
}
