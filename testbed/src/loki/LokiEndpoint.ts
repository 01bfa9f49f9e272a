import { Endpoint, StartOptions } from '../part';
import { OutageControl, WaitOptions } from '../process';

/** How to start Loki. @public */
export interface LokiOptions extends StartOptions {
  /** `X-Scope-OrgID` is then required, and every helper takes a tenant; false when absent. */
  tenants?: boolean;
  /** More of `limits_config`, for example `{ max_entries_limit_per_query: 100 }`. */
  limits?: Record<string, unknown>;
  /** More of the whole configuration, by section: `{ querier: { tail_max_duration: '5s' } }`. */
  config?: Record<string, Record<string, unknown>>;
}

/** Whose lines: what promtail and Alloy know of a container in Kubernetes. @public */
export interface LokiPod {
  namespace: string;
  pod: string;
  container: string;
  /** From the pod's label `app.kubernetes.io/name` or `app`. */
  app?: string;
  node?: string;
  /** The label `cluster`, which agents set where one Loki takes the lines of several clusters. */
  cluster?: string;
}

/** One line of a container. @public */
export interface LokiLine {
  line: string;
  /** Nanoseconds since 1970. Now, and later than the line before, when absent. */
  timeNanos?: bigint;
  /** `stdout` when absent. */
  stream?: 'stdout' | 'stderr';
  /** Structured metadata: values that belong to the line and not to its stream. */
  metadata?: Record<string, string>;
}

/** A line as Loki gives it back. @public */
export interface LokiEntry {
  /** Nanoseconds since 1970. */
  timeNanos: bigint;
  line: string;
  /** The stream's labels and, as Loki mixes them in, the structured metadata. */
  labels: Record<string, string>;
}

/** What the helpers take. @public */
export interface LokiCallOptions {
  tenant?: string;
}

/** A Loki that runs. @public */
export interface LokiEndpoint extends Endpoint {
  readonly control: OutageControl;
  /** Sends lines of a container with the labels that they have in Kubernetes. */
  pushPod(
    pod: LokiPod,
    lines: (string | LokiLine)[],
    options?: LokiCallOptions,
  ): Promise<void>;
  /** Sends lines with any labels. */
  push(
    labels: Record<string, string>,
    lines: (string | LokiLine)[],
    options?: LokiCallOptions,
  ): Promise<void>;
  /** A range query, the oldest first; the last hour, and at most 5,000 lines, unless told otherwise. */
  query(
    logql: string,
    range?: {
      startNanos?: bigint;
      endNanos?: bigint;
      limit?: number;
    } & LokiCallOptions,
  ): Promise<LokiEntry[]>;
  /** How many lines of the last 24 hours a selector finds. */
  count(selector: string, options?: LokiCallOptions): Promise<number>;
  /** Waits until a selector finds at least so many lines. */
  waitForLines(
    selector: string,
    count: number,
    options?: LokiCallOptions & WaitOptions,
  ): Promise<void>;
}
