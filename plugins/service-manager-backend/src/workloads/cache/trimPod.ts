import type { ContainerState, ContainerStatus, Pod } from '../objects';
import type { Interner } from './intern';
import { trimMeta } from './trimMeta';
import { compact, conditionsOf, containersOf } from './trimParts';

const PASSED_STEPS = new Set(['Initialized', 'PodReadyToStartContainers']);

export function trimPod(raw: any, interner: Interner): Pod {
  const { spec = {}, status = {} } = raw;
  return {
    kind: 'Pod',
    metadata: trimMeta(raw, interner),
    spec: {
      nodeName: interner.string(spec.nodeName),
      containers: containersOf(spec.containers, interner) ?? [],
      initContainers: containersOf(spec.initContainers, interner),
      readinessGates:
        spec.readinessGates?.length > 0
          ? interner.object(
              spec.readinessGates.map((gate: any) => gate.conditionType),
            )
          : undefined,
    },
    status: {
      phase: interner.string(status.phase),
      reason: interner.string(status.reason),
      message: status.message,
      podIP: status.podIP,
      startTime: interner.recentString(status.startTime),
      conditions: conditionsOf(raw, interner, isNews),
      containerStatuses: containerStatuses(status.containerStatuses, interner),
      initContainerStatuses: containerStatuses(
        status.initContainerStatuses,
        interner,
      ),
    },
  };
}

function containerStatuses(
  raw: any,
  interner: Interner,
): ContainerStatus[] | undefined {
  if (!Array.isArray(raw) || !raw.length) {
    return undefined;
  }
  // One array for neighbours that started in the same second.
  const kept: ContainerStatus[] = raw.map(status => {
    return {
      name: interner.string(status.name),
      image: interner.string(status.image),
      ready: Boolean(status.ready),
      restartCount: status.restartCount ?? 0,
      started: status.started,
      state: containerState(status.state, interner),
      lastState: containerState(status.lastState, interner),
    };
  });
  return interner.recentObject(kept);
}

/** Shared: pods that started in the same second have the same state. */
function containerState(
  raw: any,
  interner: Interner,
): ContainerState | undefined {
  if (raw?.waiting) {
    const { reason, message } = raw.waiting;
    return interner.object({ waiting: compact({ reason, message }) });
  }
  if (raw?.running) {
    return interner.recentObject({
      running: { startedAt: raw.running.startedAt },
    });
  }
  if (raw?.terminated) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } =
      raw.terminated;
    return interner.recentObject({
      terminated: compact({
        reason,
        message,
        exitCode,
        signal,
        startedAt,
        finishedAt,
      }),
    });
  }
  return undefined;
}

/** Steps that every pod takes are only worth their room while not taken. */
function isNews(condition: { type: string; status: string }): boolean {
  return condition.status !== 'True' || !PASSED_STEPS.has(condition.type);
}
