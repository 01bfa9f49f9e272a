import type {
  LogPage,
  LogRecord,
  LogSources,
  LogVolume,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { LogFilters } from '../pure';

export interface PageRequest {
  filters: LogFilters;
  /** ISO 8601, or nanoseconds. */
  from?: string;
  until?: string;
  before?: string;
  after?: string;
  limit: number;
}

/** What the tab asks of the backend about one service's logs. */
export interface LogsApi {
  sources(signal: AbortSignal): Promise<LogSources>;
  page(request: PageRequest, signal: AbortSignal): Promise<LogPage>;
  volume(
    request: {
      filters: LogFilters;
      from?: string;
      until?: string;
      buckets: number;
    },
    signal: AbortSignal,
  ): Promise<LogVolume>;
  stream(
    request: { filters: LogFilters; after?: string; tail?: number },
    signal: AbortSignal,
  ): AsyncIterable<LogRecord>;
  download(
    request: {
      filters: LogFilters;
      from?: string;
      until?: string;
      format: 'ndjson' | 'text';
    },
    signal: AbortSignal,
  ): Promise<Response>;
}
