import { Fault, FaultRule } from './faults';
import { KubeVerb } from './requestInfo';

/** @public */
export interface ScheduleOptions {
  /** Which resources suffer, plural; pods and deployments when absent. */
  resources?: string[];
  /** How many rules; 12 when absent. */
  rules?: number;
  /** Faults of these kinds only; all that a reader meets when absent. */
  faults?: Fault['type'][];
  /** Upper bound of a delay in milliseconds; 50 when absent. */
  maxDelayMillis?: number;
}

// Small and good enough: what matters is that the same seed gives the same numbers everywhere.
function mulberry32(seed: number): () => number {
  let state = Math.trunc(seed) % 4294967296;
  return () => {
    state = (state + 0x6d2b79f5) | 0; // eslint-disable-line no-bitwise
    let t = Math.imul(state ^ (state >>> 15), 1 | state); // eslint-disable-line no-bitwise
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t; // eslint-disable-line no-bitwise
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296; // eslint-disable-line no-bitwise
  };
}

const READ_FAULTS: Fault['type'][] = [
  'status',
  'gone',
  'expiredContinue',
  'tooMany',
  'slow',
  'drop',
  'watchError',
  'cutWatch',
];

/**
 * Rules that make readers of a cluster suffer, the same ones for the same seed.
 *
 * Each rule counts requests, not time, and ends after a few of them. So every schedule comes to an end, whatever the
 * client does, and a property can then ask that the client has caught up with the truth.
 *
 * @public
 */
export function randomSchedule(
  seed: number,
  options: ScheduleOptions = {},
): FaultRule[] {
  const {
    resources = ['pods', 'deployments'],
    rules = 12,
    faults = READ_FAULTS,
    maxDelayMillis = 50,
  } = options;
  const random = mulberry32(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)];

  function fault(type: Fault['type']): Fault {
    switch (type) {
      case 'status':
        return { type, code: pick([500, 502, 503, 504]) };
      case 'tooMany':
        // 0: the client may try again at once. A property should not have to wait for whole seconds.
        return { type, retryAfterSeconds: 0 };
      case 'slow':
        return { type, delayMillis: 1 + below(maxDelayMillis) };
      case 'watchError':
        return { type, code: pick([410, 410, 500]), afterEvents: below(6) };
      case 'cutWatch':
        return { type, afterEvents: below(6), midLine: random() < 0.5 };
      case 'stallWatch':
        return { type, afterEvents: below(6) };
      default:
        return { type } as Fault;
    }
  }

  function verbsFor(type: Fault['type']): KubeVerb[] {
    if (['watchError', 'cutWatch', 'stallWatch'].includes(type)) {
      return ['WATCH'];
    }
    return type === 'expiredContinue'
      ? ['LIST']
      : pick<KubeVerb[]>([['LIST'], ['WATCH'], ['LIST', 'WATCH']]);
  }

  return Array.from({ length: rules }, () => {
    const type = pick(faults);
    return {
      match: { verbs: verbsFor(type), resources: [pick(resources)] },
      fault: fault(type),
      skip: below(6),
      times: 1 + below(2),
    };
  });
}
