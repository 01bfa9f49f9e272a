import type {
  LogGap,
  LogLine,
  LogMarker,
  LogPage,
  LogRecord,
  LogSources,
  LogVolume,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { Target } from '../workloads';
import type { LogFilter } from './pure/filter';
import type { Position } from './pure/position';

/** A line with its place; masked, with its level. */
export interface LogEntry {
  position: Position;
  line: LogLine;
}

/** Of which service; the entity is the key of everything. */
export interface LogScope {
  entityRef: string;
  /** Absent: the entity names no workloads. */
  target?: Target;
}

export interface PageQuery {
  filter: LogFilter;
  /** Inclusive. */
  from?: bigint;
  /** Exclusive. */
  until?: bigint;
  before?: Position;
  after?: Position;
  limit: number;
}

export interface LiveQuery {
  filter: LogFilter;
  after?: Position;
  /** How many lines of the past come first. */
  tail: number;
}

/** What one viewer follows. */
export interface LiveLog {
  /** Where the lines come from; absent: what the source itself is. */
  readonly source?: LogSources['source'];
  /** Waits for records; undefined when the stream has ended. */
  next(): Promise<LogRecord[] | undefined>;
  /** Containers that are followed now. */
  followed(): number;
  close(): void;
}

/**
 * Something that lines can be read from: pods, Loki. What is asked upstream
 * for somebody ends when their signal is aborted; the promise then rejects
 * with its reason.
 */
export interface LogSource {
  readonly kind: LogSources['source'];
  sources(scope: LogScope, signal?: AbortSignal): Promise<LogSources>;
  page(
    scope: LogScope,
    query: PageQuery,
    signal?: AbortSignal,
  ): Promise<LogPage>;
  volume(
    scope: LogScope,
    query: { filter: LogFilter; from: bigint; until: bigint; buckets: number },
    signal?: AbortSignal,
  ): Promise<LogVolume>;
  /** All lines of a range in the order of time, as slowly as they are taken. */
  read(
    scope: LogScope,
    query: { filter: LogFilter; from?: bigint; until?: bigint },
    signal: AbortSignal,
  ): AsyncGenerator<LogLine | LogGap | LogMarker, void, void>;
  follow(scope: LogScope, query: LiveQuery): LiveLog;
  stop(): void;
}
