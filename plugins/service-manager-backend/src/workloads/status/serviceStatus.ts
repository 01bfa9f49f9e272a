import type {
  Status,
  StatusState,
  WorkloadKind,
} from '@vtasker/backstage-plugin-service-manager-common';
import { earliest, latest } from './time';
import { count } from './words';

/** Gravest first. */
const order: StatusState[] = [
  'failed',
  'degraded',
  'unknown',
  'stopping',
  'starting',
  'running',
  'suspended',
  'stopped',
];

/** One workload as far as the status of its service goes. */
export interface ServicePart {
  status: Status;
  kind: WorkloadKind;
  /** Named in the message when the service has several workloads. */
  name?: string;
}

const EVIDENCE_LIMIT = 10;

/** A Job that has completed, or a CronJob between runs, decides nothing. */
function isContinuous({ kind }: ServicePart): boolean {
  return kind !== 'Job' && kind !== 'CronJob';
}

function compare(a: ServicePart, b: ServicePart): number {
  const key = ({ kind, name, status }: ServicePart) =>
    [kind, name, status.reason, status.message, status.since].join('\n');
  return (
    order.indexOf(a.status.state) - order.indexOf(b.status.state) ||
    (key(a) < key(b) ? -1 : 1)
  );
}

/**
 * The status of a service: the worst of its workloads explains it. It is
 * stopped only when all of them are; one that was stopped beside others that
 * run is mentioned. Nothing seen is unknown.
 */
export function deriveServiceStatus(
  workloads: ServicePart[],
  _now: Date,
): Status {
  if (!workloads.length) {
    return {
      state: 'unknown',
      reason: 'NoWorkloads',
      message: 'No workload of this service has been seen',
      evidence: [],
    };
  }
  const sorted = [...workloads].sort(compare);
  const continuous = sorted.filter(isContinuous);
  const still = continuous.filter(({ status }) => status.state === 'stopped');
  const [worst] = sorted;
  const allStill = continuous.length > 0 && still.length === continuous.length;
  const grave = ['failed', 'degraded', 'unknown'].includes(worst.status.state);
  if (allStill && !grave) {
    const others = sorted.filter(
      part => !isContinuous(part) && part.status.state === 'running',
    );
    const moving = sorted.find(({ status }) => status.state === 'stopping');
    if (moving) return moving.status;
    return {
      ...still[0].status,
      message: others.length
        ? `${still[0].status.message}; ${count(
            others.length,
            others[0].kind,
          )} still on`
        : still[0].status.message,
      since: latest(...still.map(({ status }) => status.since)),
    };
  }
  const same = sorted.filter(
    ({ status }) => status.state === worst.status.state,
  );
  const evidence = same
    .flatMap(({ status }) => status.evidence)
    .slice(0, EVIDENCE_LIMIT);
  if (worst.status.state === 'running') {
    // What holds a rollout back says more than "all ready".
    const telling =
      same.find(
        part => isContinuous(part) && part.status.reason !== 'AllReady',
      ) ?? same.find(isContinuous);
    const parts = continuous.length ? continuous : sorted;
    const up = parts.filter(({ status }) => status.state === 'running');
    const allReady = !telling || telling.status.reason === 'AllReady';
    const several = allReady && parts.length > 1;
    const running = several
      ? `All ${parts.length} workloads are running`
      : (telling ?? worst).status.message;
    return {
      state: 'running',
      reason: still.length ? 'PartlyStopped' : (telling ?? worst).status.reason,
      message: still.length
        ? `${up.length} of ${count(parts.length, 'workload')} running, ${
            still.length
          } stopped`
        : running,
      since: latest(...same.filter(isContinuous).map(s => s.status.since)),
      evidence,
    };
  }
  const named = workloads.length > 1 && worst.name;
  return {
    state: worst.status.state,
    reason: worst.status.reason,
    message: named
      ? `${worst.kind} ${worst.name}: ${worst.status.message}`
      : worst.status.message,
    since: earliest(
      ...same
        .filter(({ status }) => status.reason === worst.status.reason)
        .map(({ status }) => status.since),
    ),
    evidence,
  };
}
