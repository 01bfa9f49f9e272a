import type {
  AuditorService,
  AuditorServiceCreateEventOptions,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';

export type AuditedEvent = AuditorServiceCreateEventOptions;

/**
 * Runs `action` inside an audit event. The event exists before anything is
 * authorised, so a refused attempt is on record too; where it cannot be
 * created, nothing is done.
 */
export async function audited<T>(
  options: { auditor: AuditorService; logger: LoggerService },
  event: AuditedEvent,
  action: (addMeta: (meta: JsonObject) => void) => Promise<T>,
): Promise<T> {
  const record = await options.auditor.createEvent(event);
  const meta: JsonObject = {};
  // What was done stays done when the record of its end cannot be written.
  const end = (write: Promise<void>) =>
    write.catch(error =>
      options.logger.error(
        `The end of audit event ${event.eventId} was not written`,
        error,
      ),
    );
  let result: T;
  try {
    result = await action(more => Object.assign(meta, more));
  } catch (error) {
    await end(
      Promise.resolve(
        record.fail({
          error: error instanceof Error ? error : new Error(String(error)),
          meta,
        }),
      ),
    );
    throw error;
  }
  await end(Promise.resolve(record.success({ meta })));
  return result;
}
