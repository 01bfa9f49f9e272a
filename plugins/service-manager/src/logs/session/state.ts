import type { LogSourceKind } from '@vtasker/backstage-plugin-service-manager-common';
import type { GapSum, LogFilters } from '../pure';
import type { Connection, SourceProblem } from './followStream';

/** What a session shows: live lines, a window of time, or around a line. */
export interface SessionTarget {
  filters: LogFilters;
  from?: string;
  until?: string;
  /** Around this line, whatever the range. */
  around?: { cursor: string; ns: string };
}

/** One state of a session; another object after every change. */
export interface SessionState {
  live: boolean;
  /** Undefined where there is no stream. */
  connection?: Connection;
  problem?: SourceProblem;
  /** The first page has not come yet. */
  loading: boolean;
  error?: Error;
  older: 'more' | 'loading' | 'none' | 'failed';
  newer: 'more' | 'loading' | 'none' | 'failed';
  following: boolean;
  paused: boolean;
  /** Lines that the stream has given. */
  came: number;
  /** Lines that came while one did not follow. */
  fresh: number;
  /** Of these, how many wait outside the rows. */
  held: number;
  source?: LogSourceKind;
  notices: string[];
  /** Containers that are followed. */
  followed?: number;
  gaps: GapSum;
  /** Grows with each change of the rows. */
  version: number;
  /** How many rows were put before the others by the last change. */
  prepended: number;
  search: { text: string; count: number; done: boolean };
}

/** Whether a target asks for lines as they come. */
export function isLiveTarget(target: SessionTarget): boolean {
  return !target.from && !target.until && !target.around;
}

export function initialState(target: SessionTarget): SessionState {
  const live = isLiveTarget(target);
  return {
    live,
    loading: true,
    older: 'none',
    newer: 'none',
    following: live,
    paused: false,
    came: 0,
    fresh: 0,
    held: 0,
    notices: [],
    gaps: { lines: 0, unknown: 0 },
    version: 0,
    prepended: 0,
    search: { text: '', count: 0, done: true },
  };
}
