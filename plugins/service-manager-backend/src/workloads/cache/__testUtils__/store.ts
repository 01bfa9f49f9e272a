import { ClusterStore } from '../ClusterStore';

export const NOW = new Date('2026-01-01T12:00:00Z');

export function createStore(options: { maxEventsPerObject?: number } = {}) {
  const told: string[] = [];
  const store = new ClusterStore({
    now: () => NOW,
    maxEventsPerObject: options.maxEventsPerObject ?? 20,
    maxEventAgeMs: 3_600_000,
    onChange: workload =>
      told.push(`${workload.kind}/${workload.metadata.name}`),
  });
  return { store, told };
}

export function raw(
  name: string,
  more: Record<string, any> = {},
  owner?: { kind: string; name: string },
) {
  const { metadata, ...rest } = more;
  return {
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T11:00:00Z',
      ...(owner && {
        ownerReferences: [
          { ...owner, uid: `uid-${owner.name}`, controller: true },
        ],
      }),
      ...metadata,
    },
    ...rest,
  };
}

export function deployment(name: string, more: Record<string, any> = {}) {
  return raw(name, {
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'x:1' }] },
      },
    },
    ...more,
  });
}

export function event(name: string, regarding: object, more = {}) {
  return raw(name, {
    involvedObject: regarding,
    reason: 'Failed',
    type: 'Warning',
    message: name,
    lastTimestamp: '2026-01-01T11:59:00Z',
    ...more,
  });
}
