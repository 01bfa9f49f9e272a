import { KubernetesError } from '../errors';

/** How much of an answer that is not a Status is repeated in an error. */
const MAX_TEXT = 300;

/** Makes the error of an answer that is not a success. */
export function errorFromAnswer(options: {
  cluster: string;
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  now: Date;
}): KubernetesError {
  const { cluster, status, headers, body, now } = options;
  const parsed = parseStatus(body);
  const details = parsed?.details;
  return new KubernetesError({
    status,
    reason: parsed?.reason || defaultReason(status),
    message:
      parsed?.message ||
      `cluster '${cluster}' answered ${status}${
        body && !parsed ? `: ${oneLine(body)}` : ''
      }`,
    causes: Array.isArray(details?.causes)
      ? details.causes.map((cause: any) => ({
          field: text(cause?.field),
          reason: text(cause?.reason),
          message: text(cause?.message),
        }))
      : [],
    retryAfterSeconds:
      retryAfter(headers['retry-after'], now) ??
      (typeof details?.retryAfterSeconds === 'number'
        ? details.retryAfterSeconds
        : undefined),
  });
}

/**
 * Makes the error of a Status object that came inside of a watch.
 *
 * @public
 */
export function errorFromStatus(object: any): KubernetesError {
  const status = typeof object?.code === 'number' ? object.code : 500;
  return new KubernetesError({
    status,
    reason: object?.reason || defaultReason(status),
    message: object?.message || 'the watch ended with an error',
    retryAfterSeconds: object?.details?.retryAfterSeconds,
  });
}

/** Makes the error of a request that had no answer. */
export function errorWithoutAnswer(
  cluster: string,
  error: unknown,
  redact: (message: string) => string,
): KubernetesError {
  if (error instanceof KubernetesError) {
    return error;
  }
  const code = (error as NodeJS.ErrnoException)?.code;
  const words = redact(
    (error instanceof Error && error.message) || String(error),
  );
  // The original error is not kept as the cause: node's errors can carry the
  // request, and the request carries the credential.
  return new KubernetesError({
    status: 0,
    reason: 'NetworkError',
    message: `cluster '${cluster}' cannot be reached: ${
      code && !words.includes(code) ? `${code} ` : ''
    }${words}`,
  });
}

export function timeoutError(cluster: string, what: string, ms: number) {
  return new KubernetesError({
    status: 0,
    reason: 'Timeout',
    message: `cluster '${cluster}' did not ${what} within ${ms} ms`,
  });
}

export function abortError(cluster: string) {
  return new KubernetesError({
    status: 0,
    reason: 'Aborted',
    message: `the request to cluster '${cluster}' was given up by its caller`,
  });
}

/**
 * Hides what looks like a credential: the output of a credential plugin is
 * repeated to people, and some plugins print tokens.
 */
export function maskTokens(message: string): string {
  return message.replace(/[A-Za-z0-9_\-.=+~]{24,}/g, found =>
    /\d/.test(found) ? '***' : found,
  );
}

function parseStatus(body: string): any {
  try {
    const parsed = JSON.parse(body);
    return parsed?.kind === 'Status' ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function retryAfter(
  header: string | string[] | undefined,
  now: Date,
): number | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  if (!value) {
    return undefined;
  }
  if (/^\d+$/.test(value.trim())) {
    return Number(value);
  }
  const at = Date.parse(value);
  return Number.isNaN(at)
    ? undefined
    : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}

function defaultReason(status: number): string {
  const reasons: Record<number, string> = {
    400: 'BadRequest',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'NotFound',
    405: 'MethodNotAllowed',
    409: 'Conflict',
    410: 'Expired',
    413: 'RequestEntityTooLarge',
    415: 'UnsupportedMediaType',
    422: 'Invalid',
    429: 'TooManyRequests',
    500: 'InternalError',
    503: 'ServiceUnavailable',
    504: 'Timeout',
  };
  return reasons[status] ?? 'Unknown';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined;
}

function oneLine(body: string): string {
  return body.replace(/\s+/g, ' ').trim().slice(0, MAX_TEXT);
}
