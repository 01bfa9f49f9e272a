import type {
  LogGap,
  LogLine,
  LogMarker,
} from '@vtasker/backstage-plugin-service-manager-common';
import { createFilter, parseRange } from '../logs';
import { openLog } from './logScope';
import { entityRefOf } from './serviceRef';
import { defineStream } from './stream';

export interface Download {
  format: 'ndjson' | 'text';
  fileName: string;
  read(
    signal: AbortSignal,
  ): AsyncGenerator<LogLine | LogGap | LogMarker, void, void>;
}

export const downloadLogs = defineStream<'downloadLogs', Download>({
  eventId: 'service-logs-download',
  meta: ({ params }) => ({ entityRef: entityRefOf(params) }),
  async handle(context, { credentials, input }) {
    const scope = await openLog(
      context,
      credentials,
      input.params,
      input.query,
    );
    const { from, until, format = 'ndjson', ...given } = input.query;
    const now = context.clock();
    const filter = createFilter(given);
    const range = parseRange({ from, until }, now);
    const name = input.params.name.replace(/[^\w.-]/g, '_');
    const at = now.toISOString().replace(/[:.]/g, '-');
    return {
      format,
      fileName: `${name}-${at}.${format === 'text' ? 'log' : 'ndjson'}`,
      read: signal => context.logs.read(scope, { filter, ...range }, signal),
    };
  },
});
