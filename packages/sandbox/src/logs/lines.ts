import type { KubeObject } from '../types';
import { drawn, filled, mix, scriptOf, type LogScript } from './scripts';

/** One line of a container. @public */
export interface LogLine {
  time: Date;
  text: string;
}

/** One instance of a container, as its status tells of it. @public */
export interface ContainerRun {
  startedAt?: string;
  finishedAt?: string;
  reason?: string;
  exitCode?: number;
}

/**
 * The log of one instance of a container, in entries of one line or more.
 * They are computed, not kept: entry n is always the same, and written at
 * about n times the script's interval after the start.
 *
 * @public
 */
export class ContainerLog {
  private readonly script: LogScript;
  private readonly seed: number;
  private readonly start: number;
  private readonly end: number | undefined;
  private readonly last: string | undefined;
  private readonly every: number;

  constructor(
    private readonly pod: KubeObject,
    private readonly container: string,
    run: ContainerRun,
    scripts: LogScript[] = [],
  ) {
    const { image = '' } =
      [...(pod.spec.initContainers ?? []), ...pod.spec.containers].find(
        (c: any) => c.name === container,
      ) ?? {};
    this.script = scriptOf(image, scripts);
    this.every = this.script.every ?? 2_000;
    this.start = new Date(run.startedAt ?? 0).getTime();
    // Another instance says the same kind of things, not the same things.
    this.seed =
      parseInt(pod.metadata.uid!.slice(0, 8), 16) ^ mix(this.start / 1000);
    this.end = run.finishedAt ? new Date(run.finishedAt).getTime() : undefined;
    if (run.finishedAt && run.exitCode !== 0) {
      const { end = {} } = this.script;
      this.last = end[run.reason ?? ''] ?? end.Error;
    }
  }

  /** How many entries there are at a time. */
  countAt(now: Date): number {
    const until = Math.min(now.getTime(), this.end ?? Infinity);
    if (until < this.start) return 0;
    const slots = Math.floor((until - this.start) / this.every);
    const late = slots > 0 && this.timeOf(slots) > until;
    const n = this.script.start.length + slots - (late ? 1 : 0);
    return this.last ? n + 1 : n;
  }

  /** The lines of an entry. */
  entry(n: number): LogLine[] {
    const first = this.script.start.length;
    const ends = this.last && n === this.countAt(new Date(this.end!)) - 1;
    const time = new Date(ends ? this.end! : this.timeOf(n - first + 1));
    const seed = this.seed + n * 7919;
    let text = this.script.start[n] ?? '';
    if (ends) text = this.last!;
    else if (n >= first) text = drawn(this.script, seed, time);
    const iso = time.toISOString();
    const known = {
      time: iso,
      clock: iso.replace('T', ' ').slice(0, -1),
      n: String(n),
      container: this.container,
      pod: this.pod.metadata.name,
    };
    return filled(text, known, seed)
      .trimEnd()
      .split('\n')
      .map(line => ({ time, text: line }));
  }

  /** The first entry at or after a time. */
  firstSince(since: Date): number {
    const after = since.getTime() - this.start;
    if (after <= 0) return 0;
    const slot = Math.max(1, Math.floor(after / this.every));
    const early = this.timeOf(slot) < since.getTime();
    return this.script.start.length + slot - 1 + (early ? 1 : 0);
  }

  get ended(): boolean {
    return this.end !== undefined;
  }

  /** Milliseconds until the next entry. */
  nextIn(now: Date): number {
    const slot = this.countAt(now) - this.script.start.length + 1;
    return Math.max(1, this.timeOf(slot) - now.getTime());
  }

  /** Of the entry that is written in slot 1, 2, ...; before them, the start. */
  private timeOf(slot: number): number {
    if (slot < 1) return this.start;
    const late = (mix(this.seed ^ slot) % 700) / 1000;
    return this.start + Math.floor((slot + late) * this.every);
  }
}
