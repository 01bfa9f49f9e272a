import fc from 'fast-check';
import {
  STOPPED_ANNOTATION,
  workloadViewSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import { arbitrarySnapshot } from '../__testUtils__/arbitraries';
import {
  ago,
  container,
  containerStatus,
  cronJob,
  deployment,
  disruptionBudget,
  hpa,
  NOW,
  pod,
  podIn,
  replicaSet,
  scaledObject,
  snapshot,
  statefulSet,
  terminated,
} from '../__testUtils__';
import type { Deployment, PodTemplate } from '../objects';
import { podResources } from './resources';
import { viewWorkload } from './workload';

const resources = (cpu?: string, memory?: string) => ({
  resources: {
    requests: {
      ...(cpu ? { cpu } : {}),
      ...(memory ? { memory } : {}),
    },
    limits: { ...(memory ? { memory } : {}) },
  },
});

describe('viewWorkload', () => {
  it('shows a Deployment with all that belongs to it', () => {
    const workload: Deployment = deployment({
      meta: {
        annotations: { 'deployment.kubernetes.io/revision': '14' },
      },
      spec: {
        replicas: 2,
        template: {
          containers: [container('web', resources('250m', '512Mi'))],
        },
      },
    });
    const view = viewWorkload(
      snapshot(workload, {
        pods: [pod('web-b'), pod('web-a')],
        hpa: hpa('web-hpa', 2, 5),
        disruptionBudgets: [
          disruptionBudget('loose', 2),
          disruptionBudget('strict', 0),
        ],
        usage: new Map([
          ['web-a', { cpu: 0.1, memory: 100, at: ago(20) }],
          ['web-b', { cpu: 0.2, memory: 200, at: ago(10) }],
          ['gone', { cpu: 9, memory: 900, at: ago(10) }],
        ]),
      }),
      NOW,
    );
    expect(workloadViewSchema.parse(view)).toMatchObject({
      ref: {
        cluster: 'prod-eu',
        namespace: 'shop',
        kind: 'Deployment',
        name: 'web',
      },
      status: { state: 'running' },
      replicas: { desired: 2, current: 2, ready: 2, updated: 2, available: 2 },
      revision: 14,
      paused: false,
      strategy: 'RollingUpdate',
      images: [
        {
          container: 'web',
          image: 'registry.example/shop/web:2.2.0',
          version: '2.2.0',
        },
      ],
      requests: { cpu: 0.25, memory: 512 * 1024 ** 2 },
      limits: { memory: 512 * 1024 ** 2 },
      usage: { memory: 300, at: ago(20) },
      autoscaler: { name: 'web-hpa', kind: 'HPA', min: 2, max: 5 },
      disruptionBudget: { name: 'strict', disruptionsAllowed: 0 },
    });
    expect(view.limits.cpu).toBeUndefined();
    expect(view.pods.map(({ name }) => name)).toEqual(['web-a', 'web-b']);
    expect(view.rollout).toBeUndefined();
  });

  it('shows a rollout only while one runs', () => {
    const view = viewWorkload(
      snapshot(
        deployment({
          meta: { annotations: { 'deployment.kubernetes.io/revision': '2' } },
          status: { replicas: 4, updatedReplicas: 2 },
        }),
        { replicaSets: [replicaSet('new', 2, { availableReplicas: 1 })] },
      ),
      NOW,
    );
    expect(view.rollout).toEqual({
      updated: 2,
      available: 1,
      old: 2,
      desired: 3,
      message: '2 of 3 pods updated.',
    });
  });

  it('counts the ready pods of a StatefulSet’s new revision', () => {
    const of = (name: string, revision: string) =>
      pod(name, { meta: { labels: { 'controller-revision-hash': revision } } });
    const view = viewWorkload(
      snapshot(
        statefulSet({ status: { updateRevision: 'db-2', updatedReplicas: 1 } }),
        { pods: [of('db-0', 'db-1'), of('db-1', 'db-1'), of('db-2', 'db-2')] },
      ),
      NOW,
    );
    expect(view.rollout).toMatchObject({ updated: 1, available: 1, old: 2 });
  });

  it('shows a CronJob by its schedule, without replicas', () => {
    const view = viewWorkload(snapshot(cronJob()), NOW);
    expect(view.schedule).toMatchObject({
      cron: '0 * * * *',
      suspended: false,
    });
    expect(view.replicas).toBeUndefined();
    expect(view.paused).toBeUndefined();
  });

  it.each([
    ['0 replicas', undefined, { kind: 'HPA', paused: true }],
    ['KEDA', {}, { kind: 'KEDA', min: 0, max: 10, paused: undefined }],
    [
      'paused KEDA',
      { 'autoscaling.keda.sh/paused-replicas': '0' },
      { kind: 'KEDA', paused: true },
    ],
    [
      'KEDA said not to be paused',
      { 'autoscaling.keda.sh/paused': 'false' },
      { kind: 'KEDA', paused: undefined },
    ],
  ])('says whether the autoscaler is off: %s', (_, keda, expected) => {
    const view = viewWorkload(
      snapshot(deployment({ spec: { replicas: 0 } }), {
        hpa: hpa('web', 1, 5),
        scaledObject: keda && scaledObject('queue', keda),
      }),
      NOW,
    );
    expect(view.autoscaler).toMatchObject({
      kind: expected.kind,
      ...('min' in expected ? { min: 0, max: 10 } : {}),
    });
    expect(view.autoscaler?.paused).toBe(expected.paused);
  });

  it('shows containers as declared, sidecars not as init containers', () => {
    const { pods } = viewWorkload(
      snapshot(deployment(), {
        pods: [
          podIn(
            'web-1',
            { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
            { restartCount: 4, lastState: terminated(137) },
            {
              spec: {
                containers: [container()],
                initContainers: [
                  container('migrate'),
                  container('mesh', { restartPolicy: 'Always' }),
                ],
              },
              status: {
                initContainerStatuses: [
                  containerStatus('migrate', {
                    restartCount: 5,
                    state: terminated(0),
                  }),
                  containerStatus('mesh', { restartCount: 1 }),
                ],
              },
            },
          ),
        ],
      }),
      NOW,
    );
    // Restarts of an init container are its retries.
    expect(pods[0].restarts).toBe(5);
    expect(pods[0].version).toBe('2.2.0');
    expect(pods[0].containers).toMatchObject([
      { name: 'migrate', init: true, state: 'terminated', exitCode: 0 },
      { name: 'mesh', state: 'running' },
      {
        name: 'web',
        state: 'waiting',
        reason: 'CrashLoopBackOff',
        restarts: 4,
        lastTermination: { exitCode: 137, at: ago(120) },
      },
    ]);
    expect(pods[0].containers[1].init).toBeUndefined();
  });

  it.each([
    [
      'whole',
      {
        replicas: 3,
        by: 'user:default/kim',
        at: ago(60),
        reason: 'upgrade',
        until: ago(-600),
      },
      true,
    ],
    ['of a CronJob', { by: 'user:default/kim', at: ago(60) }, true],
    ['edited by hand', { replicas: '3', by: 7, at: ago(60) }, true],
    ['without a time', { replicas: 3, by: 'user:default/kim' }, false],
    ['a list', [1], false],
    ['null', null, false],
  ])('reads the memory of a stop: %s', (_, value, readable) => {
    const { stopped } = viewWorkload(
      snapshot(
        deployment({
          meta: {
            annotations: { [STOPPED_ANNOTATION]: JSON.stringify(value) },
          },
        }),
      ),
      NOW,
    );
    expect(stopped?.at).toBe(readable ? ago(60) : undefined);
  });

  it('reads no memory from what is no JSON', () => {
    const annotations = { [STOPPED_ANNOTATION]: '{replicas: 3' };
    expect(
      viewWorkload(snapshot(deployment({ meta: { annotations } })), NOW)
        .stopped,
    ).toBeUndefined();
  });

  it('never throws, and keeps the contract, whatever fields lack', () => {
    fc.assert(
      fc.property(arbitrarySnapshot, one => {
        const view = viewWorkload({ ...one, cluster: one.cluster ?? '' }, NOW);
        expect(() => workloadViewSchema.parse(view)).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });
});

describe('podResources', () => {
  const of = (template: PodTemplate) => ({
    requests: podResources(template, 'requests'),
    limits: podResources(template, 'limits'),
  });

  it('adds what runs together', () => {
    expect(
      of({
        containers: [
          container('a', resources('250m', '1Ki')),
          container('b', resources('750m', '1Ki')),
        ],
      }),
    ).toEqual({ requests: { cpu: 1, memory: 2048 }, limits: { memory: 2048 } });
  });

  it('trap: one container without a limit leaves the pod without one', () => {
    expect(
      of({
        containers: [container('a', resources('1', '1Ki')), container('b')],
      }),
    ).toEqual({ requests: { cpu: 1, memory: 1024 }, limits: {} });
  });

  it('trap: an init container counts by itself, a sidecar with the others', () => {
    expect(
      of({
        initContainers: [
          container('mesh', {
            ...resources('100m', '1Ki'),
            restartPolicy: 'Always',
          }),
          container('migrate', resources('2', '1Ki')),
        ],
        containers: [container('a', resources('1', '1Ki'))],
      }).requests,
    ).toEqual({ cpu: 2.1, memory: 2048 });
  });

  it('nothing set is nothing, not 0', () => {
    expect(of({ containers: [container('a')] })).toEqual({
      requests: {},
      limits: {},
    });
  });
});
