import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import type { Operation } from '@vtasker/backstage-plugin-service-manager-common';
import { serviceManagerApiRef } from '../api';
import { newIdempotencyKey } from './idempotencyKey';

/** Cancelling an operation and undoing it. */
export function useOperationActions(id: string) {
  const api = useApi(serviceManagerApiRef);
  const [pending, setPending] = useState<'cancel' | 'undo'>();
  const [error, setError] = useState<Error>();
  const [keys] = useState(() => ({
    cancel: newIdempotencyKey(),
    undo: newIdempotencyKey(),
  }));

  async function act(
    action: 'cancel' | 'undo',
  ): Promise<Operation | undefined> {
    setPending(action);
    setError(undefined);
    try {
      return await api.call(
        action === 'cancel' ? 'cancelOperation' : 'undoOperation',
        { params: { id }, body: {} },
        { idempotencyKey: keys[action] },
      );
    } catch (thrown) {
      setError(toError(thrown));
      return undefined;
    } finally {
      setPending(undefined);
    }
  }

  return {
    cancel: () => act('cancel'),
    undo: () => act('undo'),
    pending,
    error,
  };
}
