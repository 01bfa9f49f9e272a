import type { JsonObject } from '@backstage/types';
import {
  Contract,
  errorCodes,
  RouteName,
} from '@vtasker/backstage-plugin-service-manager-common';
import { audited } from '../access';
import { ServiceManagerError } from '../errors';
import type { Call, ServicesContext } from './types';

/** How a method is recorded and what it does. */
export interface MethodOptions<R extends RouteName> {
  eventId: string;
  /** Changes count against the caller's limit. */
  writes?: boolean;
  /** So do previews, against a limit of their own. */
  previews?: boolean;
  meta(input: Call<R>['input']): JsonObject;
  handle(
    context: ServicesContext,
    call: Call<R>,
    addMeta: (meta: JsonObject) => void,
  ): Promise<Contract[R]['response']>;
}

export type Method<R extends RouteName> = (
  context: ServicesContext,
  call: Call<R>,
) => Promise<Contract[R]['response']>;

/**
 * Makes a method: the audit event comes first, then the limit, then what the
 * method itself authorises and does.
 */
export function defineMethod<R extends RouteName>(
  options: MethodOptions<R>,
): Method<R> {
  return (context, call) =>
    audited(
      context,
      {
        eventId: options.eventId,
        severityLevel: options.writes ? 'medium' : 'low',
        request: call.request,
        meta: {
          actor: context.access.actorRef(call.credentials),
          ...options.meta(call.input),
        },
      },
      async addMeta => {
        const { access, limits } = context;
        const key = access.callerKey(call.credentials);
        if (options.writes) {
          const actor = access.actorRef(call.credentials);
          await limits.write({ key, actor });
        }
        if (options.previews) limits.preview({ key });
        checkIdempotencyKey(call.idempotencyKey);
        return options.handle(context, call, addMeta);
      },
    );
}

function checkIdempotencyKey(key: string | undefined) {
  if (key === undefined || /^[\x21-\x7e]{1,200}$/.test(key)) return;
  throw new ServiceManagerError(
    400,
    errorCodes.invalidField,
    'Idempotency-Key must have 1 to 200 printable ASCII characters without spaces.',
    {
      field: 'Idempotency-Key',
      nextStep: 'Send a UUID, and the same one when you repeat the request.',
    },
  );
}
