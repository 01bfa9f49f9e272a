import { STOPPED_ANNOTATION } from '@vtasker/backstage-plugin-service-manager-common';
import {
  ago,
  condition,
  deployment,
  event,
  hpa,
  pod,
  scaledObject,
  snapshot,
} from '../../__testUtils__';
import type { StatusCase } from './case';

/** A Deployment that wants no pods. */
export const stoppedCases: StatusCase[] = [
  {
    name: 'stopped by a person, and none are left',
    snapshot: snapshot(
      deployment({
        meta: {
          annotations: {
            [STOPPED_ANNOTATION]: JSON.stringify({
              replicas: 3,
              by: 'user:default/kim',
              at: ago(900),
              reason: 'database migration',
            }),
          },
        },
        spec: { replicas: 0 },
      }),
    ),
    state: 'stopped',
    reason: 'StoppedByPerson',
    message: 'Stopped by kim: database migration',
    since: ago(900),
    evidence: /status.replicas 0/,
  },
  {
    name: 'trap: asked to stop, but status.replicas is not 0',
    snapshot: snapshot(
      deployment({ spec: { replicas: 0 }, status: { replicas: 3 } }),
    ),
    state: 'stopping',
    reason: 'ScalingDown',
    message: '3 pods still to stop',
  },
  {
    name: 'trap: status.replicas is 0, but a terminating pod remains',
    snapshot: snapshot(deployment({ spec: { replicas: 0 } }), {
      pods: [pod('web-1', { meta: { deletionTimestamp: ago(-20) } })],
    }),
    state: 'stopping',
    reason: 'ScalingDown',
    message: '1 pod still to stop',
  },
  {
    name: 'trap: pods that ended outlive the scale to 0',
    snapshot: snapshot(deployment({ spec: { replicas: 0 } }), {
      pods: [
        pod('web-1', { status: { phase: 'Failed', reason: 'Evicted' } }),
        pod('web-2', { status: { phase: 'Succeeded' } }),
        pod('web-3', { status: { phase: 'Failed' } }),
        pod('web-4', {
          meta: {
            deletionTimestamp: ago(720),
            finalizers: ['example.com/audit'],
          },
          status: { phase: 'Failed', reason: 'Evicted' },
        }),
      ],
    }),
    state: 'stopped',
    reason: 'ScaledToZero',
    message: 'Scaled to 0 replicas',
  },
  {
    name: 'trap: replicas 0 was asked for, but the controller has not seen it',
    snapshot: snapshot(
      deployment({ meta: { generation: 2 }, spec: { replicas: 0 } }),
    ),
    state: 'stopping',
    reason: 'NotObserved',
    message: 'Is to stop, not yet seen by its controller',
  },
  {
    name: 'a finalizer keeps a stopping pod',
    snapshot: snapshot(deployment({ spec: { replicas: 0 } }), {
      pods: [
        pod('web-1', {
          meta: {
            deletionTimestamp: ago(720),
            finalizers: ['example.com/drain'],
          },
        }),
      ],
    }),
    state: 'stopping',
    reason: 'Terminating',
    message:
      'The pod should be gone but is still terminating: finalizer example.com/drain is not removed',
    since: ago(720),
    evidence: /finalizers example.com\/drain/,
  },
  {
    name: 'scaled to zero by somebody else',
    snapshot: snapshot(deployment({ spec: { replicas: 0 } }), {
      events: [
        event(
          deployment(),
          'ScalingReplicaSet',
          'Scaled down replica set web-abc from 3 to 0',
          { type: 'Normal' },
        ),
      ],
    }),
    state: 'stopped',
    reason: 'ScaledToZero',
    message: 'Scaled to 0 replicas',
    since: ago(30),
    evidence: /Scaled down replica set/,
  },
  {
    name: 'replicas 0 turn the HPA off',
    snapshot: snapshot(deployment({ spec: { replicas: 0 } }), {
      hpa: hpa('web-hpa', 2, 5, {
        conditions: [
          condition('ScalingActive', 'False', { reason: 'ScalingDisabled' }),
        ],
      }),
    }),
    state: 'stopped',
    reason: 'ScalingDisabled',
    message: 'Scaled to 0; HPA web-hpa is off as long as that stays so',
    evidence: /ScalingActive=False: ScalingDisabled/,
  },
  {
    name: 'scaled to zero by an HPA that may',
    snapshot: snapshot(deployment({ spec: { replicas: 0 } }), {
      hpa: hpa('web-hpa', 0, 5),
    }),
    state: 'stopped',
    reason: 'ScaledToZero',
    message: 'Scaled to 0 by HPA web-hpa until there is work',
  },
  {
    name: 'scaled to zero by KEDA',
    snapshot: snapshot(deployment({ spec: { replicas: 0 } }), {
      scaledObject: scaledObject('web-queue'),
    }),
    state: 'stopped',
    reason: 'ScaledToZero',
    message: "Scaled to 0 by KEDA's ScaledObject web-queue until there is work",
  },
  {
    name: 'KEDA paused at zero',
    snapshot: snapshot(deployment({ spec: { replicas: 0 } }), {
      scaledObject: scaledObject('web-queue', {
        'autoscaling.keda.sh/paused-replicas': '0',
      }),
    }),
    state: 'stopped',
    reason: 'ScaledToZero',
    message:
      "Scaled to 0: KEDA's ScaledObject web-queue is paused at 0 replicas",
  },
];
