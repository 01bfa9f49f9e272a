import type {
  ServiceSummary,
  StatusState,
} from '@vtasker/backstage-plugin-service-manager-common';

const states: [StatusState, string, string][] = [
  ['running', 'AllReady', 'All 3 pods are ready.'],
  ['running', 'AllReady', 'All 3 pods are ready.'],
  ['running', 'AllReady', 'All 3 pods are ready.'],
  ['running', 'AllReady', 'All 3 pods are ready.'],
  ['running', 'AllReady', 'All 3 pods are ready.'],
  ['starting', 'Starting', '1 of 3 pods is ready; 2 are starting.'],
  ['degraded', 'OOMKilled', '2 of 3 pods restart: out of memory.'],
  ['stopping', 'ScalingDown', '2 pods are still ending.'],
  ['stopped', 'ScaledToZero', 'Stopped by a person.'],
  ['failed', 'ImagePullBackOff', 'The image could not be pulled.'],
  ['suspended', 'Suspended', 'The CronJob is suspended.'],
  ['unknown', 'ClusterUnreachable', 'The cluster does not answer.'],
];

/** A fleet of `count` services, always the same. */
export function aFleet(count: number): ServiceSummary[] {
  return Array.from({ length: count }, (_, index) => aRow(index));
}

export function aRow(
  index: number,
  overrides: Partial<ServiceSummary> = {},
): ServiceSummary {
  const [state, reason, message] = states[(index * 7) % states.length];
  const stopped = state === 'stopped' || state === 'suspended';
  return {
    entityRef: `component:default/service-${index}`,
    key: `key-${index}`,
    title: `service-${index}`,
    owner: index % 11 === 0 ? undefined : `group:default/team-${index % 23}`,
    system: index % 7 === 0 ? undefined : `system:default/system-${index % 41}`,
    state,
    reason,
    message,
    since: new Date(Date.UTC(2026, 0, 1) + index * 61_000).toISOString(),
    clusters: index % 13 === 0 ? ['prod-eu', 'prod-us'] : ['prod-eu'],
    desired: stopped ? 0 : 3,
    ready: state === 'running' ? 3 : index % 3,
    restarts: (index * 31) % 17,
    versions: [`v2.${index % 9}.${index % 5}`],
    owners: [],
    stale: state === 'unknown',
    lastOperation:
      index % 4 === 0
        ? {
            id: `operation-${index}`,
            verb: 'restart',
            actor: 'user:default/anna',
            at: new Date(Date.UTC(2026, 1, 1) + index * 7_000).toISOString(),
            phase: 'ended',
            outcome: index % 8 === 0 ? 'succeeded' : 'failed',
          }
        : undefined,
    ...overrides,
  };
}
