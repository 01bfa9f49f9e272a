/**
 * What went wrong between here and an upstream, in kinds that a page can act
 * on:
 * - `unreachable`: no answer at all
 * - `timeout`: it did not answer in time, or gave up itself (499, 503, 504)
 * - `busy`: 429, or a 5xx that may pass
 * - `refused`: the credentials of the configuration do not suffice (401, 403)
 * - `too-much`: the question or its answer is too large (413, 422 of limits)
 * - `bad-query`: it does not understand the question (400, 422)
 * - `absent`: it does not know the path (404, 405)
 * - `not-it`: what answers is something else (HTML, broken JSON)
 */
export type UpstreamErrorKind =
  | 'unreachable'
  | 'timeout'
  | 'busy'
  | 'refused'
  | 'too-much'
  | 'bad-query'
  | 'absent'
  | 'not-it';

/** An upstream's failure, with its own words where it had some. */
export class UpstreamError extends Error {
  readonly name = 'UpstreamError';

  constructor(
    readonly kind: UpstreamErrorKind,
    message: string,
    readonly options: {
      status?: number;
      retryAfterMs?: number;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
  }

  /** Whether the same question may succeed a little later. */
  get passing(): boolean {
    return ['unreachable', 'timeout', 'busy'].includes(this.kind);
  }
}
