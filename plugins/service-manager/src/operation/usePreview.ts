import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import type {
  OperationRequest,
  Preview,
} from '@vtasker/backstage-plugin-service-manager-common';
import { serviceManagerApiRef, toServiceParams } from '../api';

const DEBOUNCE = 300;

export interface PreviewState {
  /** The last one; it stays on the screen while the next is fetched. */
  preview?: Preview;
  /** The preview answers the form and the service as they are now. */
  current: boolean;
  error?: Error;
  /** When it renewed itself because the service changed, ISO 8601. */
  renewedAt?: string;
  renew(): void;
}

/**
 * Keeps a preview of a request: asks again when the request or what it rests
 * on changes, and never shows an answer to an earlier question as current.
 */
export function usePreview(
  entityRef: string,
  request: OperationRequest | undefined,
  basis: string,
): PreviewState {
  const api = useApi(serviceManagerApiRef);
  const body = request && JSON.stringify(request);
  const [attempt, setAttempt] = useState(0);
  const question = body && JSON.stringify([entityRef, body, basis, attempt]);
  const [answered, setAnswered] = useState<{
    question?: string;
    body?: string;
    preview?: Preview;
    error?: Error;
    renewedAt?: string;
  }>({});
  const askedBefore = useRef(false);

  useEffect(() => {
    if (!question || !body) return undefined;
    const controller = new AbortController();
    async function ask() {
      try {
        const preview = await api.call(
          'previewOperation',
          { params: toServiceParams(entityRef), body: JSON.parse(body!) },
          { signal: controller.signal },
        );
        if (controller.signal.aborted) return;
        setAnswered(last => {
          const same = last.body === body && last.preview;
          const renewed =
            same && last.preview?.precondition !== preview.precondition;
          return {
            question,
            body,
            preview,
            renewedAt: renewed
              ? new Date().toISOString()
              : (same && last.renewedAt) || undefined,
          };
        });
      } catch (error) {
        if (controller.signal.aborted) return;
        setAnswered(last => ({
          question,
          body: last.body,
          preview: last.preview,
          error: toError(error),
        }));
      }
    }
    // The first question is not typed, so it does not wait.
    const timer = setTimeout(ask, askedBefore.current ? DEBOUNCE : 0);
    askedBefore.current = true;
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, entityRef, body, question]);

  const renew = useCallback(() => setAttempt(count => count + 1), []);
  const fresh = question !== undefined && answered.question === question;
  return {
    preview: body ? answered.preview : undefined,
    current: fresh && !answered.error,
    error: fresh ? answered.error : undefined,
    renewedAt: answered.renewedAt,
    renew,
  };
}
