import { createFilter, decodeCursor, LiveLog } from '../logs';
import { openLog, readableLog } from './logScope';
import { entityRefOf } from './serviceRef';
import { defineStream } from './stream';

const TAIL = 200;

export interface OpenedLog {
  log: LiveLog;
  source: 'loki' | 'pods';
  /** Throws when the right to read it was withdrawn. */
  check(): Promise<void>;
}

export const streamLogs = defineStream<'streamLogs', OpenedLog>({
  eventId: 'service-logs-follow',
  meta: ({ params }) => ({ entityRef: entityRefOf(params) }),
  async handle(context, { credentials, input }) {
    const scope = await openLog(
      context,
      credentials,
      input.params,
      input.query,
    );
    const { after, tail = TAIL, ...given } = input.query;
    const log = context.logs.follow(scope, {
      filter: createFilter(given),
      after: after
        ? decodeCursor(scope.entityRef, 'query.after', after)
        : undefined,
      tail,
    });
    return {
      source: log.source ?? context.logs.kind,
      log,
      check: async () => {
        await readableLog(context, credentials, input);
      },
    };
  },
});
