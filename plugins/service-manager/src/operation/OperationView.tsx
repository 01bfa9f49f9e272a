import type {
  Operation,
  Verb,
} from '@vtasker/backstage-plugin-service-manager-common';
import {
  Alert,
  Button,
  DialogBody,
  DialogFooter,
  Flex,
  Skeleton,
  Text,
} from '@backstage/ui';
import { useOperation } from '../api';
import { Actor, ErrorNotice } from '../components';
import { RelativeTime } from '../time';
import { OperationSteps } from './OperationSteps';
import { standingOf } from './outcome';
import { OutcomeIcon } from './OutcomeIcon';
import { useOperationActions } from './useOperationActions';
import { nameOf } from './verbs';

/** What is undone, where it is not called as the verb is. */
const nouns: Partial<Record<Verb, string>> = {
  scale: 'scaling',
  deploy: 'deployment',
};

/** An operation while it runs and when it is over. */
export function OperationView(props: {
  id: string;
  serviceKey: string;
  /** What is known before it is fetched. */
  known?: Operation;
  onStarted(operation: Operation): void;
  onClose(): void;
}) {
  const { id, serviceKey, known, onStarted, onClose } = props;
  const {
    operation = known,
    error,
    refresh,
  } = useOperation(id, {
    serviceKey,
  });
  const actions = useOperationActions(id);

  async function undo() {
    const started = await actions.undo();
    if (started) onStarted(started);
  }

  async function cancel() {
    if (await actions.cancel()) await refresh();
  }

  return (
    <>
      <DialogBody>
        <Flex direction="column" gap="4">
          {error && (
            <ErrorNotice
              title={
                operation
                  ? 'The operation cannot be followed just now; it goes on'
                  : 'The operation could not be read'
              }
              error={error}
              onRetry={refresh}
            />
          )}
          {operation && <Standing operation={operation} />}
          {operation && <OperationSteps steps={operation.steps} />}
          {!operation && !error && (
            <Flex
              direction="column"
              gap="2"
              role="group"
              aria-label="Loading operation"
            >
              <Skeleton width="60%" height={20} />
              <Skeleton height={32} />
              <Skeleton height={32} />
            </Flex>
          )}
          {operation?.error && (
            <Alert
              role="alert"
              status="danger"
              icon
              title={operation.error.message}
              description={operation.error.nextStep}
            />
          )}
          {actions.error && (
            <ErrorNotice
              title="That was refused: nothing was done"
              error={actions.error}
            />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        {operation?.cancellable && (
          <Button
            variant="secondary"
            isPending={actions.pending === 'cancel'}
            onPress={cancel}
          >
            Cancel the operation
          </Button>
        )}
        {operation?.undoable && operation.phase === 'ended' && (
          <Button
            variant="secondary"
            isPending={actions.pending === 'undo'}
            onPress={undo}
          >
            {`Undo ${nouns[operation.verb] ?? operation.verb} of ${nameOf(
              operation.entityRef,
            )}`}
          </Button>
        )}
        <Button variant="primary" onPress={onClose}>
          {operation && operation.phase !== 'ended'
            ? 'Leave it running'
            : 'Close'}
        </Button>
      </DialogFooter>
    </>
  );
}

function Standing(props: { operation: Operation }) {
  const { operation } = props;
  const { word, tone } = standingOf(operation);
  const { actor, createdAt, reason, undoOf, undoneBy } = operation;
  return (
    <Flex direction="column" gap="1">
      <Flex role="status" align="center" gap="2">
        <OutcomeIcon tone={tone} />
        <Text weight="bold">{word}</Text>
      </Flex>
      <Text variant="body-small" color="secondary">
        Asked for by <Actor actor={actor} />, <RelativeTime at={createdAt} />
        {reason && <>: {reason}</>}
      </Text>
      {undoOf && (
        <Text variant="body-small" color="secondary">
          It undoes an earlier operation.
        </Text>
      )}
      {undoneBy && (
        <Text variant="body-small" color="secondary">
          It has been undone since.
        </Text>
      )}
    </Flex>
  );
}
