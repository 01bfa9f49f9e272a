import { setTimeout as sleep } from 'timers/promises';
import type {
  LogGap,
  LogMarker,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { Cluster } from '@vtasker/backstage-plugin-service-manager-node';
import { isoSecondOf, nsOfDate } from '../../pure/instant';
import type { LogEntry } from '../../types';
import { logPath, PodContainer } from './containers';
import { EntryMaker } from './entries';
import { parseStamped, ResumePoint } from './stamps';
import type { FollowTimings } from './timings';
import { failureOf, LogFailure, lookUp } from './lookUp';
import { ContainerNow, whatNext } from './whatNext';

export interface FollowerOptions {
  entityRef: string;
  cluster: Cluster;
  container: PodContainer;
  timings: FollowTimings;
  clock: () => Date;
  /** Read all that is there, not only the end: it joined while others watched. */
  fromBegin: boolean;
  onEntry(entry: LogEntry): void;
  /** The log was read from its very beginning. */
  onWhole(stream: string): void;
  onRecord(record: LogGap | LogMarker | LogFailure): void;
}

/** The log was that of another instance than the one that is followed. */
class Restarted extends Error {}

/**
 * Follows one container over reconnections, rotation and restarts until its
 * pod is gone. No line is left out or told twice.
 */
export class ContainerFollower {
  readonly #options: FollowerOptions;
  readonly #stop = new AbortController();
  #container: PodContainer;
  #maker: EntryMaker;
  #point = new ResumePoint();
  #wake = () => {};
  #stream = new AbortController();
  #ending: NodeJS.Timeout | undefined;
  #tries = 0;
  #failures = 0;
  #given = 0;
  #told: string | undefined;
  /** Resolves when what was there at the start has been read. */
  readonly caughtUp: Promise<void>;
  /** Resolves when nothing more will come. */
  readonly ended: Promise<void>;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#container = options.container;
    this.#maker = this.#makerOf(options.container);
    let caughtUp = () => {};
    this.caughtUp = new Promise(resolve => {
      caughtUp = resolve;
    });
    this.ended = this.#run(caughtUp).finally(caughtUp);
  }

  stop(): void {
    clearTimeout(this.#ending);
    this.#stop.abort();
  }

  /**
   * What the watch cache has of the container now; undefined: its pod is gone.
   * What waits need not wait longer, and a log that stays open although its
   * container has ended is ended.
   */
  seen(container: PodContainer | undefined): void {
    this.#wake();
    const over = !container || container.instance > this.#container.instance;
    if (!over || this.#ending) return;
    this.#ending = setTimeout(() => {
      this.#ending = undefined;
      this.#stream.abort();
    }, this.#options.timings.graceMs);
  }

  async #run(caughtUp: () => void): Promise<void> {
    const { signal } = this.#stop;
    let begun = this.#options.fromBegin;
    if (begun) this.#options.onWhole(this.#maker.stream);
    let end = false;
    while (!signal.aborted && !end) {
      const before = this.#given;
      const { instance } = this.#container;
      try {
        if (!begun) {
          await this.#readTail();
          begun = true;
        }
        caughtUp();
        end = await this.#goOn(await this.#lookUp());
        this.#failures = 0;
        this.#told = undefined;
        this.#tries++;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof Restarted)) this.#tell(error);
        // Those who wait for the first lines do not wait for this container.
        caughtUp();
      }
      // One that is quiet, because it crashed, is not asked all the time.
      const restarted = instance !== this.#container.instance;
      if (this.#given > before || restarted) this.#tries = 0;
      if (!end) await this.#pause();
    }
  }

  /** Returns whether it was the end. */
  async #goOn(now: ContainerNow): Promise<boolean> {
    const next = whatNext(this.#container, now);
    switch (next.act) {
      case 'end':
        this.#mark('pod-ended', `${this.#container.pod} is gone.`);
        return true;
      case 'drain-and-end':
        await this.#read({ final: true });
        return true;
      case 'restarted':
        await this.#restarted(next);
        return false;
      default:
        if (!now.gone && !now.started) return false;
        await this.#read({ follow: true });
        return false;
    }
  }

  async #restarted(next: { instance: number; readable: boolean }) {
    const ended = this.#point.last;
    if (next.readable) await this.#read({ previous: true, final: true });
    else {
      const at = String(ended ?? nsOfDate(this.#options.clock()));
      this.#options.onRecord({
        type: 'gap',
        from: at,
        to: String(nsOfDate(this.#options.clock())),
        reason: 'source-dropped',
        message: `${this.#container.container} of ${
          this.#container.pod
        } was restarted more than once; the lines between cannot be read any longer.`,
      });
    }
    this.#mark(
      'container-restarted',
      `${this.#container.container} of ${this.#container.pod} was restarted.`,
    );
    this.#container = { ...this.#container, instance: next.instance };
    this.#maker = this.#makerOf(this.#container);
    this.#point = new ResumePoint();
    this.#options.onWhole(this.#maker.stream);
  }

  /** What is there now, without waiting for more: it has a definite end. */
  async #readTail(): Promise<void> {
    const { tailLines } = this.#options.timings;
    const lines: Array<[ns: bigint, text: string, cut: number]> = [];
    await this.#lines({ tailLines }, (ns, text, cut) => {
      lines.push([ns, text, cut]);
    });
    // Which of equal times the first ones are is known only at the beginning.
    const unsure = lines.length >= tailLines ? lines[0][0] : undefined;
    if (unsure === undefined) this.#options.onWhole(this.#maker.stream);
    if (unsure !== undefined) {
      const other = unsure !== lines.at(-1)![0];
      this.#point.startAfter(other ? unsure : unsure - 1n);
    }
    for (const line of lines) {
      if (!this.#point.take(line[0]).known) this.#give(line);
    }
  }

  async #read(how: { follow?: boolean; previous?: boolean; final?: boolean }) {
    const begin = this.#point.begin();
    const last = this.#point.last;
    const give = (ns: bigint, text: string, cut: number) => {
      const { known, rotated } = this.#point.take(ns);
      if (rotated && last !== undefined) this.#rotated(last, ns);
      if (!known) this.#give([ns, text, cut], how.previous);
    };
    const rest = await this.#lines(
      {
        follow: how.follow,
        previous: how.previous,
        sinceTime: begin === undefined ? undefined : isoSecondOf(begin),
      },
      give,
      how.follow ? () => this.#verify() : undefined,
    );
    const stamped = rest && how.final ? parseStamped(rest) : undefined;
    if (stamped) give(stamped.ns, stamped.text, 0);
  }

  /**
   * A restart between looking and opening would attach to another instance.
   * Restarts only count up: the same count before and after is proof.
   */
  async #verify(): Promise<void> {
    const now = await this.#lookUp();
    if (now.gone || now.instance !== this.#container.instance) {
      throw new Restarted();
    }
  }

  async #lines(
    query: Record<string, string | number | boolean | undefined>,
    take: (ns: bigint, text: string, cut: number) => void,
    verify?: () => Promise<void>,
  ): Promise<string | undefined> {
    this.#stream = new AbortController();
    let verified: Promise<void> | undefined;
    let certain = !verify;
    const onLine = (raw: string, cut: number) => {
      const stamped = parseStamped(raw);
      if (stamped) take(stamped.ns, stamped.text, cut);
    };
    const { rest } = await this.#options.cluster.lines(
      logPath(this.#container),
      {
        query: {
          container: this.#container.container,
          timestamps: true,
          ...query,
        },
        mayBeQuiet: Boolean(query.follow),
        signal: AbortSignal.any([this.#stop.signal, this.#stream.signal]),
        onOpen: () => {
          verified = verify?.().then(() => {
            certain = true;
          });
          verified?.catch(() => {});
        },
        onLine: (raw, cut) =>
          certain ? onLine(raw, cut) : verified!.then(() => onLine(raw, cut)),
      },
    );
    await verified;
    return rest;
  }

  #lookUp(): Promise<ContainerNow> {
    return lookUp(this.#options.cluster, this.#container, this.#stop.signal);
  }

  #give([ns, text, cut]: [bigint, string, number], previous = false): void {
    this.#given++;
    this.#options.onEntry(this.#maker.make(ns, text, cut, previous));
  }

  #makerOf(container: PodContainer): EntryMaker {
    return new EntryMaker(this.#options.entityRef, container, false);
  }

  #rotated(from: bigint, to: bigint): void {
    this.#options.onRecord({
      type: 'gap',
      from: String(from),
      to: String(to),
      reason: 'rotated',
      message: `The log of ${this.#container.container} of ${
        this.#container.pod
      } was rotated while it was not read: older lines rotated away.`,
    });
  }

  #mark(kind: LogMarker['kind'], message: string): void {
    const { pod, container } = this.#container;
    this.#options.onRecord({
      type: 'marker',
      ns: String(this.#point.last ?? nsOfDate(this.#options.clock())),
      kind,
      message,
      pod,
      container,
    });
  }

  /** Once a reason: it is tried again for as long as somebody watches. */
  #tell(error: unknown): void {
    this.#tries++;
    this.#failures++;
    const { pod } = this.#container;
    const record = failureOf(error, pod, this.#failures, this.#pauseMs());
    if (!record || this.#told === record.message) return;
    this.#told = record.message;
    this.#options.onRecord(record);
  }

  #pauseMs(): number {
    const { againMs, againMaxMs } = this.#options.timings;
    return Math.min(againMaxMs, againMs * 2 ** Math.min(this.#tries, 10));
  }

  async #pause(): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    const signal = AbortSignal.any([woken.signal, this.#stop.signal]);
    await sleep(this.#pauseMs(), undefined, { signal }).catch(() => {});
  }
}
