import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type {
  logStreamContract,
  StreamRouteName,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { Request } from 'express';
import type { z } from 'zod/v3';
import { audited } from '../access';
import type { ServicesContext } from './types';

/** One call of a stream, already parsed by the contract. */
export interface StreamCall<R extends StreamRouteName> {
  credentials: BackstageCredentials;
  input: {
    params: z.output<(typeof logStreamContract)[R]['params']>;
    query: z.output<(typeof logStreamContract)[R]['query']>;
  };
  /** For the audit. */
  request?: Request;
}

/**
 * Makes a method that opens a stream. Audited is that it was opened or
 * refused; how long it lasts is the viewer's affair.
 */
export function defineStream<R extends StreamRouteName, T>(options: {
  eventId: string;
  meta(input: StreamCall<R>['input']): JsonObject;
  handle(context: ServicesContext, call: StreamCall<R>): Promise<T>;
}): (context: ServicesContext, call: StreamCall<R>) => Promise<T> {
  return (context, call) =>
    audited(
      context,
      {
        eventId: options.eventId,
        severityLevel: 'low',
        request: call.request,
        meta: {
          actor: context.access.actorRef(call.credentials),
          ...options.meta(call.input),
        },
      },
      () => options.handle(context, call),
    );
}
