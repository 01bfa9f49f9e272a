import { timestamp } from '../registry';
import { withCondition } from '../controllers';
import type { KubeObject } from '../types';

/** The state of one container that changes; the rest is kept. */
export interface ContainerChange {
  state: any;
  lastState?: any;
  ready?: boolean;
  started?: boolean;
  restarts?: number;
}

/** The same for every container of a pod, for a pod's whole status. */
export function podStatus(
  pod: KubeObject,
  phase: string,
  change: (container: any, current: any) => ContainerChange,
  now: Date,
): any {
  const time = timestamp(now);
  const before = pod.status ?? {};
  const containerStatuses = pod.spec.containers.map((container: any) => {
    const current = before.containerStatuses?.find(
      (c: any) => c.name === container.name,
    );
    const next = change(container, current);
    return {
      name: container.name,
      image: container.image,
      imageID: next.state.running
        ? `sandbox://${container.image}`
        : current?.imageID ?? '',
      ready: next.ready ?? false,
      started: next.started ?? next.ready ?? false,
      restartCount: (current?.restartCount ?? 0) + (next.restarts ?? 0),
      state: next.state,
      lastState: next.lastState ?? current?.lastState ?? {},
      ...(next.state.running
        ? { containerID: `sandbox://${pod.metadata.uid}/${container.name}` }
        : {}),
    };
  });
  const unready = containerStatuses.filter((c: any) => !c.ready);
  const names = unready.map((c: any) => c.name).join(' ');
  let ready: { status: string; reason?: string; message?: string } = {
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${names}]`,
  };
  if (phase === 'Succeeded')
    ready = { status: 'False', reason: 'PodCompleted' };
  else if (phase === 'Failed') ready = { status: 'False', reason: 'PodFailed' };
  else if (unready.length === 0) ready = { status: 'True' };
  let conditions = before.conditions;
  for (const next of [
    { type: 'PodReadyToStartContainers', status: 'True' },
    { type: 'Initialized', status: 'True' },
    { type: 'Ready', ...ready },
    { type: 'ContainersReady', ...ready },
  ]) {
    conditions = withCondition(conditions, next, time);
  }
  const { uid = '' } = pod.metadata;
  const byte = (at: number) =>
    parseInt(uid.replace(/-/g, '').slice(at, at + 2), 16) || 1;
  return {
    ...before,
    phase,
    conditions,
    hostIP: '10.0.0.1',
    hostIPs: [{ ip: '10.0.0.1' }],
    podIP: before.podIP ?? `10.${byte(0)}.${byte(2)}.${byte(4)}`,
    startTime: before.startTime ?? time,
    containerStatuses,
    ...(pod.spec.initContainers
      ? {
          initContainerStatuses: pod.spec.initContainers.map((c: any) => ({
            name: c.name,
            image: c.image,
            imageID: '',
            ready: phase !== 'Pending',
            restartCount: 0,
            state:
              phase === 'Pending'
                ? { waiting: { reason: 'PodInitializing' } }
                : {
                    terminated: {
                      exitCode: 0,
                      reason: 'Completed',
                      startedAt: before.startTime ?? time,
                      finishedAt: before.startTime ?? time,
                    },
                  },
          })),
        }
      : {}),
    qosClass: before.qosClass ?? 'Burstable',
  };
}
