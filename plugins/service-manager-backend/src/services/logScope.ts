import {
  serviceLogsQueryPermission,
  serviceLogsReadPermission,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { LogScope } from '../logs';
import { entityRefOf } from './serviceRef';
import type { ServicesContext } from './types';

/**
 * The log that the caller may read; the entity alone says which. LogQL of
 * one's own needs a right of its own.
 */
export async function openLog(
  context: ServicesContext,
  credentials: BackstageCredentials,
  params: { namespace: string; kind: string; name: string },
  query: { logql?: string } = {},
): Promise<LogScope & { notices: string[] }> {
  const { entity, entityRef } = await context.access.openFor(
    credentials,
    entityRefOf(params),
    serviceLogsReadPermission,
  );
  if (query.logql !== undefined) {
    await context.access.openFor(
      credentials,
      entityRef,
      serviceLogsQueryPermission,
    );
  }
  const { target, problem } = context.directory.remember(entity).target;
  return {
    entityRef,
    target,
    notices: problem ? [`${problem.message} ${problem.nextStep ?? ''}`] : [],
  };
}
