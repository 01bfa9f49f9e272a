import {
  serviceLogsQueryPermission,
  serviceLogsReadPermission,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { LogScope } from '../logs';
import { entityRefOf } from './serviceRef';
import type { ServicesContext } from './types';

interface Asked {
  params: { namespace: string; kind: string; name: string };
  query?: { logql?: string };
}

/**
 * The log that the caller may read; the entity alone says which. LogQL of
 * one's own needs a right of its own, and is counted.
 */
export async function openLog(
  context: ServicesContext,
  credentials: BackstageCredentials,
  params: Asked['params'],
  query: Asked['query'] = {},
): Promise<LogScope & { notices: string[] }> {
  const scope = await readableLog(context, credentials, { params, query });
  if (query.logql !== undefined) {
    context.limits.query({ key: context.access.callerKey(credentials) });
  }
  return scope;
}

/** Of what is open already: the same rights, and nothing is counted. */
export async function readableLog(
  context: ServicesContext,
  credentials: BackstageCredentials,
  { params, query = {} }: Asked,
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
