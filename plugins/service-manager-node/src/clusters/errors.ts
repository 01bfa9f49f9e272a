/**
 * An answer of the Kubernetes API that is not a success, or none at all
 * (status 0). `reason` is the API's own (`Conflict`, `Forbidden`, `Expired`,
 * `Invalid`, ...), or `NetworkError`, `Timeout`, `CircuitOpen`.
 *
 * @public
 */
export class KubernetesError extends Error {
  readonly name = 'KubernetesError';
  readonly status: number;
  readonly reason: string;
  /** Fields that the API complains of, from `details.causes`. */
  readonly causes: Array<{ field?: string; reason?: string; message?: string }>;
  readonly retryAfterSeconds?: number;

  constructor(options: {
    status: number;
    reason: string;
    message: string;
    causes?: Array<{ field?: string; reason?: string; message?: string }>;
    retryAfterSeconds?: number;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.status = options.status;
    this.reason = options.reason;
    this.causes = options.causes ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
