import { useMemo } from 'react';
import type { Operation } from '@vtasker/backstage-plugin-service-manager-common';
import { pollInterval } from './polling';
import { useLive } from './useLive';

const POLL_WHILE_RUNNING = 1_000;
const POLL_WHILE_RUNNING_WITH_HINTS = 3_000;

/** @public */
export interface UseOperationResult {
  operation?: Operation;
  error?: Error;
  loading: boolean;
  refresh(): Promise<void>;
}

/**
 * One operation, followed closely until it has ended, and then less closely:
 * a late revert may still turn it into `overridden`.
 *
 * @param serviceKey - `Service.key`, so that hints about other services are
 *   ignored; every hint leads to a fetch when it is absent
 * @public
 */
export function useOperation(
  id: string,
  options: { serviceKey?: string } = {},
): UseOperationResult {
  const { serviceKey } = options;
  const { data, error, loading, refresh } = useLive<Operation>(
    `operation ${id} ${serviceKey ?? ''}`,
    {
      fetch: (api, signal) =>
        api.call('getOperation', { params: { id } }, { signal }),
      matches: keys => !serviceKey || keys.includes(serviceKey),
      throttle: 100,
      pollInterval: (operation, hinted) => {
        if (operation?.phase === 'ended') return pollInterval(hinted);
        return hinted ? POLL_WHILE_RUNNING_WITH_HINTS : POLL_WHILE_RUNNING;
      },
    },
  );
  return useMemo(
    () => ({ operation: data, error, loading, refresh }),
    [data, error, loading, refresh],
  );
}
