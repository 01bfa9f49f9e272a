import type { LogScope, LogSource } from '../../types';

export interface WrittenLine {
  pod: string;
  container: string;
  ns: bigint;
  text: string;
}

/** One service whose pods write what a test wants. */
export interface LogService {
  scope: LogScope;
  source: LogSource;
  /** Two of it, each with the containers `web` and `sidecar`. */
  pods: string[];
  /** Of another service, right beside. */
  foreign: string;
  /** In the order of time; resolves when they can be read. */
  write(lines: WrittenLine[]): Promise<void>;
  /** Connections that it is followed by now, and when all are there. */
  following(): number;
  followedBy: number;
  /** Such connections so far. */
  opened(): number;
  /** Breaks them. */
  cut(): void;
  /** From now on it gives no answers. */
  hold(): void;
  /** Questions and reads that are open upstream. */
  asked(): number;
  /** The same log as another replica of the backend has it, which holds nothing yet. */
  again(): LogSource;
}

/** Where services are made; one for all tests of a suite. */
export interface LogStage {
  service(): Promise<LogService>;
  /** After each test: what it has opened. */
  clear(): Promise<void> | void;
  stop(): Promise<void> | void;
}

/** What a source cannot do by its nature, each with the reason. */
export interface ByNature {
  /** Lines of one nanosecond come in another order than they were written in. */
  losesOrderWithinNanosecond?: string;
  /** A live log begins with so many lines of each of its parts. */
  parts?: { count: number; why: string };
}
