import { KubeRequestInfo, KubeVerb } from './requestInfo';

/**
 * What goes wrong.
 *
 * - `status`: the answer is a Status object with this code; the API server does not see the request.
 * - `gone`: 410, as a LIST or WATCH gets it for a resource version that is too old.
 * - `expiredContinue`: 410 for a LIST that goes on (a `continue` token that is too old). Other requests pass.
 * - `forbidden`: 403 with the API server's words.
 * - `tooMany`: 429 with `Retry-After`.
 * - `slow`: the answer comes late.
 * - `drop`: the connection ends before an answer; the API server does not see the request.
 * - `loseAnswer`: the API server does what was asked, and the answer is lost.
 * - `watchError`: after some events the stream carries an ERROR event (200, and then 410 inside it), and ends.
 * - `cutWatch`: after some events the stream ends; cleanly, or in the middle of a line.
 * - `stallWatch`: after some events nothing comes any more, and the connection stays open.
 *
 * @public
 */
export type Fault =
  | { type: 'status'; code: number; reason?: string; message?: string }
  | { type: 'gone' }
  | { type: 'expiredContinue' }
  | { type: 'forbidden' }
  | { type: 'tooMany'; retryAfterSeconds: number }
  | { type: 'slow'; delayMillis: number }
  | { type: 'drop' }
  | { type: 'loseAnswer' }
  | {
      type: 'watchError';
      /** 410 when absent. */
      code?: number;
      /** 0 when absent: at once. */
      afterEvents?: number;
    }
  | { type: 'cutWatch'; afterEvents?: number; midLine?: boolean }
  | { type: 'stallWatch'; afterEvents?: number };

/** Which requests a rule is about. All fields must fit; an absent one fits always. @public */
export interface FaultMatch {
  verbs?: KubeVerb[];
  /** Plural, with the subresource when there is one: `pods`, `deployments/scale`. */
  resources?: string[];
  namespaces?: string[];
  /** Only requests for the whole cluster (true), or only those in a namespace (false). */
  clusterWide?: boolean;
  name?: string;
  where?: (info: KubeRequestInfo) => boolean;
}

/** @public */
export interface FaultRule {
  match: FaultMatch;
  fault: Fault;
  /** So many fitting requests pass first; 0 when absent. */
  skip?: number;
  /** So many fitting requests suffer after that; all when absent. */
  times?: number;
}

const WATCH_FAULTS = new Set(['watchError', 'cutWatch', 'stallWatch']);

/** Whether the rule is about this request at all. */
export function matches(rule: FaultRule, info: KubeRequestInfo): boolean {
  const { match, fault } = rule;
  if (WATCH_FAULTS.has(fault.type) && info.verb !== 'WATCH') {
    return false;
  }
  if (fault.type === 'expiredContinue' && !info.continueToken) {
    return false;
  }
  return (
    (!match.verbs || match.verbs.includes(info.verb)) &&
    (!match.resources || match.resources.includes(info.resource)) &&
    (!match.namespaces ||
      (info.namespace !== undefined &&
        match.namespaces.includes(info.namespace))) &&
    (match.clusterWide === undefined ||
      match.clusterWide === (info.namespace === undefined)) &&
    (match.name === undefined || match.name === info.name) &&
    (!match.where || match.where(info))
  );
}

/** A Kubernetes Status object. */
export interface KubeStatus {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: object;
  status: 'Failure';
  message: string;
  reason: string;
  code: number;
}

const REASONS: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Expired',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

export function statusObject(
  code: number,
  message: string,
  reason: string = REASONS[code] ?? 'Unknown',
): KubeStatus {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
  };
}

const TOO_OLD = 'too old resource version: 1 (2)';
const OLD_TOKEN =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/** The answer that stands in for the API server's, for a fault that is one. */
export function answerOf(
  fault: Fault,
  info: KubeRequestInfo,
): { status: KubeStatus; headers?: Record<string, string> } | undefined {
  const resource = [info.resource, info.group].filter(Boolean).join('.');
  switch (fault.type) {
    case 'status':
      return {
        status: statusObject(
          fault.code,
          fault.message ?? `injected: ${fault.code}`,
          fault.reason,
        ),
      };
    case 'gone':
      return { status: statusObject(410, TOO_OLD) };
    case 'expiredContinue':
      return {
        status: {
          ...statusObject(410, OLD_TOKEN),
          // The real answer offers a token too, which leads to an inconsistent list.
          metadata: { continue: info.continueToken },
        },
      };
    case 'tooMany':
      return {
        status: statusObject(429, 'Too many requests, please try again later.'),
        headers: { 'retry-after': String(fault.retryAfterSeconds) },
      };
    case 'forbidden':
      return {
        status: statusObject(
          403,
          `${resource} is forbidden: User "injected" cannot ${info.verb.toLocaleLowerCase(
            'en-US',
          )} resource "${info.resource}" in API group "${info.group}" ${
            info.namespace
              ? `in the namespace "${info.namespace}"`
              : 'at the cluster scope'
          }`,
        ),
      };
    default:
      return undefined;
  }
}

/** The ERROR event of a watch, without its line end. */
export function errorEvent(code: number): string {
  return JSON.stringify({
    type: 'ERROR',
    object: statusObject(code, code === 410 ? TOO_OLD : `injected: ${code}`),
  });
}
