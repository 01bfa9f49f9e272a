import { useMemo, useSyncExternalStore } from 'react';
import { useApi, useApiHolder } from '@backstage/frontend-plugin-api';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import {
  CHANGED_CHANNEL,
  ChangedSignal,
} from '@vtasker/backstage-plugin-service-manager-common';
import { LiveQuery, LiveQueryOptions, LiveState } from './LiveQuery';
import { ServiceManagerApi, serviceManagerApiRef } from './serviceManagerApi';

const IDLE_KEPT = 50;

const queries = new WeakMap<ServiceManagerApi, Map<string, LiveQuery<any>>>();

/** What a hook says about its data; the rest is the same for all. */
export interface LiveSource<T>
  extends Pick<LiveQueryOptions<T>, 'matches' | 'throttle' | 'pollInterval'> {
  fetch(api: ServiceManagerApi, signal: AbortSignal): Promise<T>;
}

/**
 * Subscribes to live data. All who ask for the same `key` share one query, and
 * a query that nobody looks at keeps its last data for those who come back.
 */
export function useLive<T>(
  key: string,
  source: LiveSource<T>,
): LiveState<T> & { refresh(): Promise<void> } {
  const api = useApi(serviceManagerApiRef);
  const signals = useApiHolder().get(signalApiRef);
  const query = useMemo(
    () => lookUp(api, signals, key, source),
    // The source follows from the key.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [api, signals, key],
  );
  const state = useSyncExternalStore(query.subscribe, query.getState);
  return useMemo(
    () => ({ ...state, refresh: query.refresh }),
    [state, query.refresh],
  );
}

function lookUp<T>(
  api: ServiceManagerApi,
  signals: SignalApi | undefined,
  key: string,
  source: LiveSource<T>,
): LiveQuery<T> {
  let known = queries.get(api);
  if (!known) {
    known = new Map();
    queries.set(api, known);
  }
  let query = known.get(key);
  if (!query) {
    query = new LiveQuery<T>({
      ...source,
      fetch: signal => source.fetch(api, signal),
      subscribeHints: signals && (listener => subscribe(signals, listener)),
    });
    known.set(key, query);
    forgetIdle(known);
  }
  return query;
}

function subscribe(
  signals: SignalApi,
  listener: (keys: string[]) => void,
): () => void {
  const { unsubscribe } = signals.subscribe(CHANGED_CHANNEL, message => {
    const { services } = message as Partial<ChangedSignal>;
    listener(Array.isArray(services) ? services : []);
  });
  return unsubscribe;
}

function forgetIdle(known: Map<string, LiveQuery<unknown>>) {
  for (const [key, query] of known) {
    if (known.size <= IDLE_KEPT) return;
    if (query.idle) known.delete(key);
  }
}
