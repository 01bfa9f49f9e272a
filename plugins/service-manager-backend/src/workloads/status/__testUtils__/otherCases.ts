import { STOPPED_ANNOTATION } from '@vtasker/backstage-plugin-service-manager-common';
import {
  ago,
  condition,
  cronJob,
  daemonSet,
  event,
  job,
  pod,
  podIn,
  snapshot,
  statefulSet,
  terminated,
} from '../../__testUtils__';
import type { StatusCase } from './case';

const crash = { waiting: { reason: 'CrashLoopBackOff' } };

/** StatefulSets, DaemonSets, Jobs and CronJobs. */
export const otherCases: StatusCase[] = [
  {
    name: 'a partition holds a StatefulSet back',
    snapshot: snapshot(
      statefulSet({
        spec: { updateStrategy: { type: 'RollingUpdate', partition: 2 } },
        status: { updatedReplicas: 1, updateRevision: 'db-2' },
      }),
    ),
    state: 'running',
    reason: 'PartitionedRollout',
    message:
      'All 3 pods ready; partition 2 keeps 2 of them on the earlier version',
    evidence: /partition 2/,
  },
  {
    name: 'a StatefulSet rolls out',
    snapshot: snapshot(
      statefulSet({ status: { updatedReplicas: 1, updateRevision: 'db-2' } }),
    ),
    state: 'starting',
    reason: 'RollingUpdate',
    message: 'Rolling out: 1 of 3 pods updated',
  },
  {
    name: 'a StatefulSet whose next pod waits for the one before',
    snapshot: snapshot(
      statefulSet({
        status: {
          replicas: 1,
          currentReplicas: 1,
          updatedReplicas: 1,
          readyReplicas: 0,
          availableReplicas: 0,
        },
      }),
      { pods: [podIn('db-0', crash, { lastState: terminated(1) })] },
    ),
    state: 'failed',
    reason: 'CrashLoopBackOff',
    message: '1 of 3 pods restarts again and again: exit code 1',
  },
  {
    name: 'OnDelete waits for a person',
    snapshot: snapshot(
      statefulSet({
        spec: { updateStrategy: { type: 'OnDelete' } },
        status: { updatedReplicas: 1, updateRevision: 'db-2' },
      }),
    ),
    state: 'running',
    reason: 'OnDelete',
    message:
      'All 3 pods ready; 2 of them wait to be deleted to get the new version',
    evidence: /OnDelete/,
  },
  {
    name: 'OnDelete of a DaemonSet',
    snapshot: snapshot(
      daemonSet({
        spec: { updateStrategy: { type: 'OnDelete' } },
        status: { updatedNumberScheduled: 2 },
      }),
    ),
    state: 'running',
    reason: 'OnDelete',
    message:
      'All 3 pods ready; 1 of them waits to be deleted to get the new version',
  },
  {
    name: 'a DaemonSet on some of its nodes',
    snapshot: snapshot(daemonSet({ status: { numberAvailable: 2 } }), {
      pods: [pod('agent-1'), pod('agent-2')],
    }),
    state: 'starting',
    reason: 'MinimumReplicasUnavailable',
    message: '2 of 3 pods available on its nodes',
  },
  {
    name: 'a DaemonSet with a pod that crashes',
    snapshot: snapshot(
      daemonSet({ status: { numberReady: 2, numberAvailable: 2 } }),
      {
        pods: [
          pod('agent-1'),
          pod('agent-2'),
          podIn('agent-3', crash, { lastState: terminated(1) }),
        ],
      },
    ),
    state: 'degraded',
    reason: 'CrashLoopBackOff',
    message: '1 of 3 pods restarts again and again: exit code 1',
  },
  {
    name: 'a DaemonSet that rolls out',
    snapshot: snapshot(daemonSet({ status: { updatedNumberScheduled: 1 } })),
    state: 'starting',
    reason: 'RollingUpdate',
    message: 'Rolling out: 1 of 3 pods updated',
  },
  {
    name: 'a DaemonSet on nodes where it should not be',
    snapshot: snapshot(daemonSet({ status: { numberMisscheduled: 1 } })),
    state: 'running',
    reason: 'Misscheduled',
    message: 'All 3 pods ready; 1 more pod on a node where none should run',
    evidence: /numberMisscheduled 1/,
  },
  {
    name: 'a DaemonSet that no node matches',
    snapshot: snapshot(
      daemonSet({
        status: {
          desiredNumberScheduled: 0,
          currentNumberScheduled: 0,
          updatedNumberScheduled: 0,
          numberReady: 0,
          numberAvailable: 0,
        },
      }),
    ),
    state: 'stopped',
    reason: 'NoMatchingNodes',
    message: 'No node matches, so no pod is to run',
  },
  {
    name: 'a Job that failed too often',
    snapshot: snapshot(
      job({
        status: {
          active: 0,
          failed: 7,
          conditions: [
            condition('Failed', 'True', {
              reason: 'BackoffLimitExceeded',
              message: 'Job has reached the specified backoff limit',
            }),
          ],
        },
      }),
      {
        pods: [
          podIn('import-1', terminated(4), {}, { status: { phase: 'Failed' } }),
        ],
      },
    ),
    state: 'failed',
    reason: 'BackoffLimitExceeded',
    message:
      'Failed: its pods failed more often than backoffLimit allows (exit code 4)',
    since: ago(600),
    evidence: /Failed=True: BackoffLimitExceeded/,
  },
  {
    name: 'a Job that ran for too long',
    snapshot: snapshot(
      job({
        status: {
          active: 0,
          conditions: [
            condition('Failed', 'True', { reason: 'DeadlineExceeded' }),
          ],
        },
      }),
    ),
    state: 'failed',
    reason: 'DeadlineExceeded',
    message: 'Failed: it ran longer than activeDeadlineSeconds allows',
  },
  {
    name: 'a Job that completed',
    snapshot: snapshot(
      job({
        status: {
          active: 0,
          succeeded: 1,
          completionTime: ago(90),
          conditions: [condition('Complete', 'True')],
        },
      }),
    ),
    state: 'stopped',
    reason: 'Completed',
    message: 'Completed: 1 of 1',
    since: ago(90),
  },
  {
    name: 'a Job that runs',
    snapshot: snapshot(job(), { pods: [pod('import-1')] }),
    state: 'running',
    reason: 'Running',
    message: 'Runs: 0 of 1 completed',
    since: ago(300),
  },
  {
    name: 'a Job that tries again',
    snapshot: snapshot(job({ status: { failed: 2 } }), {
      pods: [pod('import-3')],
    }),
    state: 'degraded',
    reason: 'Retrying',
    message: 'Runs again after 2 failed pods',
  },
  {
    name: 'a suspended Job',
    snapshot: snapshot(
      job({
        spec: { suspend: true },
        status: {
          active: 0,
          conditions: [
            condition('Suspended', 'True', { reason: 'JobSuspended' }),
          ],
        },
      }),
    ),
    state: 'suspended',
    reason: 'JobSuspended',
    message: 'Suspended',
    since: ago(600),
  },
  {
    name: 'a CronJob between its runs',
    snapshot: snapshot(cronJob({ spec: { timeZone: 'Europe/Berlin' } })),
    state: 'running',
    reason: 'Scheduled',
    message: 'Waits for its next run, schedule 0 * * * * (Europe/Berlin)',
  },
  {
    name: 'a CronJob in a run',
    snapshot: snapshot(
      cronJob({ status: { active: 1, lastScheduleTime: ago(60) } }),
    ),
    state: 'running',
    reason: 'Active',
    message: '1 run active',
    since: ago(60),
  },
  {
    name: 'a suspended CronJob',
    snapshot: snapshot(cronJob({ spec: { suspend: true } })),
    state: 'suspended',
    reason: 'Suspended',
    message: 'Suspended',
    evidence: /spec.suspend true/,
  },
  {
    name: 'a CronJob that a person suspended, whose last run goes on',
    snapshot: snapshot(
      cronJob({
        meta: {
          annotations: {
            [STOPPED_ANNOTATION]: JSON.stringify({
              by: 'user:default/kim',
              at: ago(60),
            }),
          },
        },
        spec: { suspend: true },
        status: { active: 1 },
      }),
    ),
    state: 'suspended',
    reason: 'Suspended',
    message: 'Suspended by kim; 1 run still active',
    since: ago(60),
  },
  {
    name: 'a CronJob whose last run failed',
    snapshot: snapshot(
      cronJob({
        status: {
          lastScheduleTime: ago(1800),
          lastSuccessfulTime: ago(5400),
        },
      }),
      {
        events: [
          event(
            { kind: 'Job', metadata: { name: 'report-1' } },
            'BackoffLimitExceeded',
            'Job has reached the specified backoff limit',
          ),
        ],
      },
    ),
    state: 'degraded',
    reason: 'BackoffLimitExceeded',
    message:
      'The last run did not succeed: its pods failed more often than backoffLimit allows',
    since: ago(300),
    evidence: /BackoffLimitExceeded: Job has reached/,
  },
  {
    name: 'a CronJob that never succeeded, its events gone',
    snapshot: snapshot(cronJob({ status: { lastSuccessfulTime: undefined } })),
    state: 'degraded',
    reason: 'LastRunFailed',
    message: 'The last run did not succeed: the cluster does not say why',
    since: ago(1800),
    evidence: /lastSuccessfulTime never/,
  },
];
