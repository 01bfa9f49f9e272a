import type { Upstream } from '../../upstreams';
import { LokiLogSource } from '../sources/loki';
import type { LogScope } from '../types';
import { FakeWorkloads } from './FakeWorkloads';

export function lokiUpstream(url: string, more: Partial<Upstream> = {}) {
  const upstream: Upstream = {
    kind: 'loki',
    name: 'loki',
    url,
    clusterValues: {},
    headers: {},
    labels: { namespace: 'namespace', pod: 'pod', container: 'container' },
    timeoutMs: 10_000,
    ...more,
  };
  return upstream;
}

/** Quick enough for tests, and otherwise as it is. */
export function lokiSource(
  options: Partial<ConstructorParameters<typeof LokiLogSource>[0]> &
    Pick<
      ConstructorParameters<typeof LokiLogSource>[0],
      'upstreams' | 'workloads'
    >,
): LokiLogSource {
  return new LokiLogSource({
    clock: () => new Date(),
    ...options,
    timings: {
      holdMs: 100,
      releaseMs: 20,
      reconnectMs: 20,
      reconnectMaxMs: 500,
      settleMs: 500,
      pollMs: 300,
      againMs: 2_000,
      retryMs: 100,
      retryMaxMs: 500,
      slotMs: 1_000,
      doubtMs: 20_000,
      doubtAgainMs: 1_000,
      lingerMs: 50,
      changeMs: 50,
      ...options.timings,
    },
  });
}

export function lokiScope(name: string): LogScope {
  const target = FakeWorkloads.target(name);
  return { entityRef: target.entityRef, target };
}
