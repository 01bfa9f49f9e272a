import type { CachedKind, CachedObject, ClusterEvent } from '../objects';
import type { Interner } from './intern';
import { trimMeta } from './trimMeta';
import { conditionsOf, template } from './trimParts';
import { trimPod } from './trimPod';

const TRIMMERS: Record<
  CachedKind,
  (raw: any, interner: Interner) => CachedObject
> = {
  Pod: trimPod,
  Deployment: (raw, interner) => ({
    kind: 'Deployment',
    metadata: trimMeta(raw, interner),
    spec: {
      replicas: raw.spec?.replicas ?? 1,
      selector: raw.spec?.selector ?? {},
      paused: raw.spec?.paused,
      strategy: raw.spec?.strategy && {
        type: raw.spec.strategy.type,
        maxSurge: asText(raw.spec.strategy.rollingUpdate?.maxSurge),
        maxUnavailable: asText(raw.spec.strategy.rollingUpdate?.maxUnavailable),
      },
      minReadySeconds: raw.spec?.minReadySeconds,
      progressDeadlineSeconds: raw.spec?.progressDeadlineSeconds,
      template: template(raw.spec?.template, interner),
    },
    status: {
      observedGeneration: raw.status?.observedGeneration,
      replicas: raw.status?.replicas,
      updatedReplicas: raw.status?.updatedReplicas,
      readyReplicas: raw.status?.readyReplicas,
      availableReplicas: raw.status?.availableReplicas,
      unavailableReplicas: raw.status?.unavailableReplicas,
      conditions: conditionsOf(raw, interner),
    },
  }),
  StatefulSet: (raw, interner) => ({
    kind: 'StatefulSet',
    metadata: trimMeta(raw, interner),
    spec: {
      replicas: raw.spec?.replicas ?? 1,
      selector: raw.spec?.selector ?? {},
      serviceName: raw.spec?.serviceName,
      podManagementPolicy: raw.spec?.podManagementPolicy,
      updateStrategy: raw.spec?.updateStrategy && {
        type: raw.spec.updateStrategy.type,
        partition: raw.spec.updateStrategy.rollingUpdate?.partition,
      },
      minReadySeconds: raw.spec?.minReadySeconds,
      template: template(raw.spec?.template, interner),
    },
    status: {
      observedGeneration: raw.status?.observedGeneration,
      replicas: raw.status?.replicas,
      currentReplicas: raw.status?.currentReplicas,
      updatedReplicas: raw.status?.updatedReplicas,
      readyReplicas: raw.status?.readyReplicas,
      availableReplicas: raw.status?.availableReplicas,
      currentRevision: raw.status?.currentRevision,
      updateRevision: raw.status?.updateRevision,
      conditions: conditionsOf(raw, interner),
    },
  }),
  DaemonSet: (raw, interner) => ({
    kind: 'DaemonSet',
    metadata: trimMeta(raw, interner),
    spec: {
      selector: raw.spec?.selector ?? {},
      updateStrategy: raw.spec?.updateStrategy && {
        type: raw.spec.updateStrategy.type,
      },
      minReadySeconds: raw.spec?.minReadySeconds,
      template: template(raw.spec?.template, interner),
    },
    status: {
      observedGeneration: raw.status?.observedGeneration,
      desiredNumberScheduled: raw.status?.desiredNumberScheduled,
      currentNumberScheduled: raw.status?.currentNumberScheduled,
      updatedNumberScheduled: raw.status?.updatedNumberScheduled,
      numberReady: raw.status?.numberReady,
      numberAvailable: raw.status?.numberAvailable,
      numberMisscheduled: raw.status?.numberMisscheduled,
      conditions: conditionsOf(raw, interner),
    },
  }),
  CronJob: (raw, interner) => ({
    kind: 'CronJob',
    metadata: trimMeta(raw, interner),
    spec: {
      schedule: raw.spec?.schedule ?? '',
      timeZone: raw.spec?.timeZone,
      suspend: raw.spec?.suspend,
      template: template(raw.spec?.jobTemplate?.spec?.template, interner),
    },
    status: {
      active: raw.status?.active?.length,
      lastScheduleTime: raw.status?.lastScheduleTime,
      lastSuccessfulTime: raw.status?.lastSuccessfulTime,
    },
  }),
  Job: (raw, interner) => ({
    kind: 'Job',
    metadata: trimMeta(raw, interner),
    spec: {
      parallelism: raw.spec?.parallelism,
      completions: raw.spec?.completions,
      backoffLimit: raw.spec?.backoffLimit,
      suspend: raw.spec?.suspend,
      template: template(raw.spec?.template, interner),
    },
    status: {
      active: raw.status?.active,
      ready: raw.status?.ready,
      succeeded: raw.status?.succeeded,
      failed: raw.status?.failed,
      startTime: raw.status?.startTime,
      completionTime: raw.status?.completionTime,
      conditions: conditionsOf(raw, interner),
    },
  }),
  ReplicaSet: (raw, interner) => ({
    kind: 'ReplicaSet',
    metadata: trimMeta(raw, interner),
    spec: { replicas: raw.spec?.replicas ?? 1 },
    status: {
      replicas: raw.status?.replicas,
      readyReplicas: raw.status?.readyReplicas,
      availableReplicas: raw.status?.availableReplicas,
      observedGeneration: raw.status?.observedGeneration,
      conditions: conditionsOf(raw, interner),
    },
  }),
  HorizontalPodAutoscaler: (raw, interner) => ({
    kind: 'HorizontalPodAutoscaler',
    metadata: trimMeta(raw, interner),
    spec: {
      scaleTargetRef: {
        kind: raw.spec?.scaleTargetRef?.kind ?? '',
        name: raw.spec?.scaleTargetRef?.name ?? '',
        apiVersion: raw.spec?.scaleTargetRef?.apiVersion,
      },
      minReplicas: raw.spec?.minReplicas ?? 1,
      maxReplicas: raw.spec?.maxReplicas ?? 1,
    },
    status: {
      currentReplicas: raw.status?.currentReplicas,
      desiredReplicas: raw.status?.desiredReplicas,
      conditions: conditionsOf(raw, interner),
    },
  }),
  ScaledObject: (raw, interner) => ({
    kind: 'ScaledObject',
    metadata: trimMeta(raw, interner),
    spec: {
      scaleTargetRef: {
        kind: raw.spec?.scaleTargetRef?.kind,
        name: raw.spec?.scaleTargetRef?.name ?? '',
        apiVersion: raw.spec?.scaleTargetRef?.apiVersion,
      },
      minReplicaCount: raw.spec?.minReplicaCount,
      maxReplicaCount: raw.spec?.maxReplicaCount,
    },
    status: {
      conditions: conditionsOf(raw, interner),
      hpaName: raw.status?.hpaName,
    },
  }),
  PodDisruptionBudget: (raw, interner) => ({
    kind: 'PodDisruptionBudget',
    metadata: trimMeta(raw, interner),
    spec: {
      selector: raw.spec?.selector,
      minAvailable: asText(raw.spec?.minAvailable),
      maxUnavailable: asText(raw.spec?.maxUnavailable),
    },
    status: {
      disruptionsAllowed: raw.status?.disruptionsAllowed,
      currentHealthy: raw.status?.currentHealthy,
      desiredHealthy: raw.status?.desiredHealthy,
    },
  }),
  Event: trimEvent,
};

/**
 * Makes of an object as the API sends it the one that is kept. A pure function
 * of the object, so that the same object always gives the same bytes.
 *
 * @throws Error when it is not an object of the API.
 */
export function trim(kind: CachedKind, raw: any, interner: Interner) {
  return TRIMMERS[kind](raw, interner) as CachedObject;
}

/**
 * Events come in two dialects: the old fields, and `eventTime` with `series`
 * of those who use the new events API.
 */
function trimEvent(raw: any, interner: Interner): ClusterEvent {
  const regarding = raw.involvedObject ?? raw.regarding ?? {};
  return {
    kind: 'Event',
    metadata: trimMeta(raw, interner),
    type: interner.string(raw.type ?? 'Normal'),
    reason: interner.string(raw.reason ?? ''),
    message: interner.recentString(raw.message ?? raw.note ?? ''),
    count: raw.series?.count ?? raw.count ?? 1,
    firstAt: seconds(raw.firstTimestamp ?? raw.eventTime),
    lastAt: seconds(
      raw.series?.lastObservedTime ??
        raw.lastTimestamp ??
        raw.eventTime ??
        raw.metadata?.creationTimestamp,
    ),
    regarding: interner.recentObject({
      kind: regarding.kind ?? '',
      name: regarding.name ?? '',
      uid: regarding.uid || undefined,
      namespace: regarding.namespace,
    }),
  };
}

/** Micro-times and seconds in one form, so that they sort as text. */
function seconds(time: string | null | undefined): string | undefined {
  return time ? time.replace(/\.\d+Z$/, 'Z') : undefined;
}

function asText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
