import { Interner } from './intern';
import { trim } from './trim';

function pod(name: string, more: any = {}) {
  return {
    metadata: {
      name,
      namespace: 'shop',
      uid: name,
      resourceVersion: '7',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { app: 'web', 'pod-template-hash': 'abc' },
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': '{"secret":"a"}',
        'example.com/note': 'not ours',
        'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z',
      },
      managedFields: [{ manager: 'kubectl', fieldsV1: {} }],
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: 'web-abc',
          uid: 'rs',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
      ...more.metadata,
    },
    spec: {
      nodeName: 'node-1',
      containers: [
        {
          name: 'main',
          image: 'web:1',
          command: ['sh', '-c', 's3cr3t'],
          env: [{ name: 'PASSWORD', value: 's3cr3t' }],
          envFrom: [{ secretRef: { name: 'x' } }],
          resources: { requests: { cpu: '1' } },
          readinessProbe: { httpGet: { path: '/s3cr3t' } },
        },
      ],
    },
    status: {
      phase: 'Running',
      podIP: '10.0.0.1',
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          lastProbeTime: null,
          lastTransitionTime: '2026-01-01T00:00:01Z',
        },
      ],
      containerStatuses: [
        {
          name: 'main',
          ready: true,
          restartCount: 0,
          image: 'web:1',
          imageID: 'sha256:0',
          containerID: 'x',
          state: { running: { startedAt: '2026-01-01T00:00:01Z' } },
          lastState: {},
        },
      ],
    },
  };
}

describe('trim', () => {
  it('keeps no env values, commands, managed fields or last-applied', () => {
    const kept = JSON.stringify(trim('Pod', pod('a'), new Interner()));
    for (const gone of [
      's3cr3t',
      'managedFields',
      'last-applied',
      'not ours',
    ]) {
      expect(kept).not.toContain(gone);
    }
  });

  it('keeps of a pod what a status needs', () => {
    expect(
      JSON.parse(JSON.stringify(trim('Pod', pod('a'), new Interner()))),
    ).toEqual({
      kind: 'Pod',
      metadata: {
        name: 'a',
        namespace: 'shop',
        uid: 'a',
        resourceVersion: '7',
        creationTimestamp: '2026-01-01T00:00:00Z',
        labels: { app: 'web', 'pod-template-hash': 'abc' },
        annotations: {
          'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z',
        },
        ownerReferences: [
          { kind: 'ReplicaSet', name: 'web-abc', uid: 'rs', controller: true },
        ],
      },
      spec: {
        nodeName: 'node-1',
        containers: [
          {
            name: 'main',
            image: 'web:1',
            resources: { requests: { cpu: '1' } },
            probes: ['readiness'],
          },
        ],
      },
      status: {
        phase: 'Running',
        podIP: '10.0.0.1',
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            lastTransitionTime: '2026-01-01T00:00:01Z',
          },
        ],
        containerStatuses: [
          {
            name: 'main',
            image: 'web:1',
            ready: true,
            restartCount: 0,
            state: { running: { startedAt: '2026-01-01T00:00:01Z' } },
          },
        ],
      },
    });
  });

  it('shares what the pods of a ReplicaSet have in common', () => {
    const interner = new Interner();
    const [a, b] = ['a', 'b'].map(name =>
      trim('Pod', structuredClone(pod(name)), interner),
    ) as any[];
    expect(a.spec.containers).toBe(b.spec.containers);
    expect(a.metadata.labels).toBe(b.metadata.labels);
    expect(a.metadata.ownerReferences).toBe(b.metadata.ownerReferences);
    expect(a.status.conditions[0]).toBe(b.status.conditions[0]);
  });

  it('gives the same bytes whether something was shared or not', () => {
    const interner = new Interner({ lasting: 2, recent: 2 });
    const first = JSON.stringify(trim('Pod', pod('a'), interner));
    trim('Pod', pod('b', { metadata: { labels: { other: 'x' } } }), interner);
    expect(JSON.stringify(trim('Pod', pod('a'), interner))).toBe(first);
    expect(JSON.stringify(trim('Pod', pod('a'), new Interner()))).toBe(first);
  });

  it('does not take a text for an object of the same bytes', () => {
    const interner = new Interner();
    const value = ['x'];
    interner.string(JSON.stringify(value));
    expect(interner.object(value)).toEqual(['x']);
  });

  it('reads events of both dialects', () => {
    const metadata = {
      name: 'e',
      namespace: 'a',
      uid: 'e',
      resourceVersion: '1',
    };
    const regarding = { kind: 'Pod', name: 'p', uid: 'u', namespace: 'a' };
    expect(
      trim(
        'Event',
        {
          metadata,
          involvedObject: regarding,
          reason: 'BackOff',
          count: 3,
          firstTimestamp: '2026-01-01T00:00:00Z',
          lastTimestamp: '2026-01-01T00:05:00Z',
        },
        new Interner(),
      ),
    ).toMatchObject({
      count: 3,
      firstAt: '2026-01-01T00:00:00Z',
      lastAt: '2026-01-01T00:05:00Z',
      regarding,
    });
    expect(
      trim(
        'Event',
        {
          metadata,
          involvedObject: regarding,
          reason: 'FailedScheduling',
          eventTime: '2026-01-01T00:00:00.123456Z',
          firstTimestamp: null,
          lastTimestamp: null,
          series: { count: 5, lastObservedTime: '2026-01-01T00:07:00.000001Z' },
        },
        new Interner(),
      ),
    ).toMatchObject({
      count: 5,
      firstAt: '2026-01-01T00:00:00Z',
      lastAt: '2026-01-01T00:07:00Z',
    });
  });

  it('refuses what is no object of the API', () => {
    expect(() => trim('Pod', { metadata: {} }, new Interner())).toThrow('uid');
  });
});
