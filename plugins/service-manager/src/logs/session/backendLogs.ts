import type { ServiceManagerApi } from '../../api';
import { filterQuery, type LogFilters } from '../pure';
import type { LogsApi } from './logsApi';

/** The backend's routes for the entity of a page. */
export function logsApiOf(
  api: ServiceManagerApi,
  params: { namespace: string; kind: string; name: string },
): LogsApi {
  const query = <T extends { filters: LogFilters }>(request: T) => {
    const { filters, ...rest } = request;
    return { ...filterQuery(filters), ...rest };
  };
  return {
    sources: signal => api.call('listLogSources', { params }, { signal }),
    page: (request, signal) =>
      api.call('listLogs', { params, query: query(request) }, { signal }),
    volume: (request, signal) =>
      api.call('getLogVolume', { params, query: query(request) }, { signal }),
    stream: (request, signal) =>
      api.stream('streamLogs', { params, query: query(request) }, { signal }),
    download: (request, signal) =>
      api.open('downloadLogs', { params, query: query(request) }, { signal }),
  };
}
