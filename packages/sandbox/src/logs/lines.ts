import type { KubeObject } from '../types';

/** One line of a container. */
export interface LogLine {
  time: Date;
  text: string;
}

const EVERY_MS = 2_000;
const PATHS = ['/', '/health', '/api/v1/items', '/api/v1/orders', '/metrics'];

function mix(seed: number): number {
  let x = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b);
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  return (x ^ (x >>> 16)) >>> 0;
}

function textOf(container: string, seed: number, n: number): string {
  if (n === 0) return `level=info msg="starting ${container}"`;
  if (n === 1) return `level=info msg="listening" port=8080`;
  const random = mix(seed + n);
  const path = PATHS[random % PATHS.length];
  const duration = 2 + (mix(random) % 180);
  const draw = mix(random + 1) % 100;
  if (draw < 2) {
    return `level=error msg="request failed" path=${path} status=500 duration_ms=${duration} err="upstream timed out" n=${n}`;
  }
  if (draw < 6) {
    return `level=warn msg="slow request" path=${path} status=200 duration_ms=${
      duration * 20
    } n=${n}`;
  }
  return `level=info msg="request" path=${path} status=200 duration_ms=${duration} n=${n}`;
}

/**
 * The lines of a container's run. They are computed, not kept: line n of a
 * container is always the same and written n times two seconds after its
 * start.
 */
export class ContainerLog {
  private readonly seed: number;
  private readonly start: number;
  private readonly end: number | undefined;
  private readonly last: string | undefined;

  constructor(
    pod: KubeObject,
    private readonly container: string,
    run: {
      startedAt?: string;
      finishedAt?: string;
      reason?: string;
      exitCode?: number;
    },
  ) {
    this.seed = parseInt(pod.metadata.uid!.slice(0, 8), 16);
    this.start = new Date(run.startedAt ?? 0).getTime();
    this.end = run.finishedAt ? new Date(run.finishedAt).getTime() : undefined;
    if (run.finishedAt && run.exitCode !== 0) {
      this.last =
        run.reason === 'OOMKilled'
          ? 'level=warn msg="memory is nearly used up" heap_used_pct=99'
          : `level=fatal msg="unhandled error, exiting" code=${run.exitCode} err="cannot read configuration"`;
    }
  }

  /** How many lines there are at a time. */
  countAt(now: Date): number {
    const until = Math.min(now.getTime(), this.end ?? Infinity);
    if (until < this.start) return 0;
    const n = 2 + Math.floor((until - this.start) / EVERY_MS);
    return this.last ? n + 1 : n;
  }

  line(n: number): LogLine {
    // The first two come at once.
    const time = new Date(this.start + Math.max(0, n - 1) * EVERY_MS);
    if (this.last && n === this.countAt(new Date(this.end!)) - 1) {
      return { time: new Date(this.end!), text: this.last };
    }
    return { time, text: textOf(this.container, this.seed, n) };
  }

  /** The first line at or after a time. */
  firstSince(since: Date): number {
    if (since.getTime() <= this.start) return 0;
    return 1 + Math.ceil((since.getTime() - this.start) / EVERY_MS);
  }

  get ended(): boolean {
    return this.end !== undefined;
  }

  /** Milliseconds until the next line. */
  nextIn(now: Date): number {
    return EVERY_MS - ((now.getTime() - this.start) % EVERY_MS) + 1;
  }
}
