import { ResponseError } from '@backstage/errors';

/**
 * A refused request. Where the backend, or what stands before it, said when to
 * try again, so do `retryAfterSeconds` and the message.
 *
 * @public
 */
export type ServiceManagerResponseError = ResponseError & {
  retryAfterSeconds?: number;
};

/** The error of an answer that is not OK. */
export async function errorFromResponse(
  response: Response,
  now: Date,
): Promise<ServiceManagerResponseError> {
  const error: ServiceManagerResponseError = await ResponseError.fromResponse(
    response,
  );
  const seconds =
    fromHeader(response.headers.get('retry-after'), now) ??
    // A portal whose front end has another origin does not see the header.
    fromBody(error.body);
  if (seconds !== undefined) {
    error.retryAfterSeconds = seconds;
    error.message += `; try again in ${seconds} s`;
  }
  return error;
}

/** Seconds, or a date. */
function fromHeader(value: string | null, now: Date): number | undefined {
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const ms = Date.parse(value) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.max(0, Math.ceil(ms / 1000));
}

function fromBody(body: ResponseError['body']): number | undefined {
  const { retryAfterSeconds } = body.error as { retryAfterSeconds?: unknown };
  return typeof retryAfterSeconds === 'number' ? retryAfterSeconds : undefined;
}
