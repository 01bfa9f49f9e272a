import type {
  ContainerView,
  PodView,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { ClusterEvent, Pod } from '../objects';
import { trueCondition } from '../rollout';
import { containersOf, derivePodStatus, restartsOf } from '../status';
import { imageVersion } from './image';

type Facts = ReturnType<typeof containersOf>[number];

function viewContainer({ name, role, spec, status }: Facts): ContainerView {
  const { waiting, running, terminated } = status?.state ?? {};
  const last = status?.lastState?.terminated;
  let state: ContainerView['state'] = 'unknown';
  if (waiting) state = 'waiting';
  else if (running) state = 'running';
  else if (terminated) state = 'terminated';
  return {
    name,
    image: spec?.image ?? status?.image ?? '',
    ...(role === 'init' ? { init: true } : {}),
    ready: status?.ready ?? false,
    restarts: status?.restartCount ?? 0,
    state,
    reason: waiting?.reason ?? terminated?.reason,
    message: waiting?.message ?? terminated?.message,
    exitCode: terminated?.exitCode,
    ...(last
      ? {
          lastTermination: {
            reason: last.reason,
            exitCode: last.exitCode,
            at: last.finishedAt,
          },
        }
      : {}),
  };
}

/** A pod as a person sees it. `events` may be those of many objects. */
export function viewPod(pod: Pod, events: ClusterEvent[], now: Date): PodView {
  const containers = containersOf(pod);
  const first = containers.find(({ role }) => role === 'app');
  return {
    name: pod.metadata?.name ?? '',
    status: derivePodStatus(pod, events, now),
    phase: pod.status?.phase ?? 'Unknown',
    ready: trueCondition(pod.status?.conditions, 'Ready') !== undefined,
    node: pod.spec?.nodeName,
    ip: pod.status?.podIP,
    createdAt: pod.metadata?.creationTimestamp ?? '',
    restarts: restartsOf(containers),
    version: imageVersion(first?.spec?.image ?? first?.status?.image),
    containers: containers.map(viewContainer),
  };
}
