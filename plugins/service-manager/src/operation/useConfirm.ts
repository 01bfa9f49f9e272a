import { useRef, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import type {
  Operation,
  OperationRequest,
  Preview,
} from '@vtasker/backstage-plugin-service-manager-common';
import { serviceManagerApiRef, toServiceParams } from '../api';
import { describeError } from '../components';
import { newIdempotencyKey } from './idempotencyKey';

/** Sends a change that was previewed. */
export function useConfirm(
  entityRef: string,
  onStarted: (operation: Operation) => void,
) {
  const api = useApi(serviceManagerApiRef);
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<Error>();
  const sent = useRef<{ text: string; key: string }>();

  async function confirm(
    request: OperationRequest,
    preview: Preview,
    reason: string,
  ) {
    const body = {
      ...request,
      ...(reason.trim() && { reason: reason.trim() }),
      precondition: preview.precondition,
      // All of them stand above the button that was pressed.
      acknowledged: [...new Set(preview.guards.map(({ code }) => code))],
    };
    const text = JSON.stringify(body);
    if (sent.current?.text !== text) {
      sent.current = { text, key: newIdempotencyKey() };
    }
    setSending(true);
    setError(undefined);
    try {
      const operation = await api.call(
        'createOperation',
        { params: toServiceParams(entityRef), body },
        { idempotencyKey: sent.current.key },
      );
      onStarted(operation);
    } catch (thrown) {
      const problem = toError(thrown);
      // Only a request that nobody answered is repeated under the same key.
      if (!describeError(problem).unanswered) sent.current = undefined;
      setError(problem);
    } finally {
      setSending(false);
    }
  }

  return { confirm, sending, error };
}
