import {
  errorCodes,
  serviceLogsReadPermission,
  serviceMetricsReadPermission,
} from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../errors';
import { defineMethod } from './method';

const MOST_REFS = 500;

export const listTrends = defineMethod<'listTrends'>({
  eventId: 'service-trends-fetch',
  meta: () => ({ queryType: 'list' }),
  async handle(context, { credentials, input: { query } }) {
    await context.access.requireRead(credentials);
    const wanted = refsOf(query.refs);
    const visible = (await context.directory.listFor(credentials)).filter(
      ({ entityRef }) => !wanted || wanted.has(entityRef),
    );
    const allowed = await context.access.allowed(
      credentials,
      visible.map(({ entityRef }) => entityRef),
      serviceMetricsReadPermission,
    );
    const shown = visible.filter((_, index) => allowed[index]);
    const scopeOf = ({ entityRef, target }: (typeof visible)[number]) => ({
      entityRef,
      target: target.target,
    });
    const trends = await context.trends.read(
      () => [...context.directory.known()].map(scopeOf),
      shown.map(scopeOf),
    );
    const mayRead = await context.access.allowed(
      credentials,
      shown.map(({ entityRef }) => entityRef),
      serviceLogsReadPermission,
    );
    shown.forEach(({ entityRef }, index) => {
      if (mayRead[index]) return;
      const { errorLines, ...rest } = trends.items[entityRef];
      trends.items[entityRef] = rest;
    });
    const hidden = visible.length - shown.length;
    return {
      ...trends,
      notices: [
        ...trends.notices,
        ...(hidden
          ? [
              `You have no permission ${serviceMetricsReadPermission.name} on ${hidden} of the services.`,
            ]
          : []),
      ],
    };
  },
});

/** @throws ServiceManagerError INVALID_FIELD */
function refsOf(commas: string | undefined): Set<string> | undefined {
  const refs = commas
    ?.split(',')
    .map(ref => ref.trim())
    .filter(Boolean);
  if (!refs?.length) return undefined;
  if (refs.length > MOST_REFS) {
    throw new ServiceManagerError(
      400,
      errorCodes.invalidField,
      `query.refs names ${refs.length} services.`,
      {
        field: 'query.refs',
        nextStep: `Name at most ${MOST_REFS}, or none for all.`,
      },
    );
  }
  // As the catalog writes them, whatever the case that somebody typed.
  return new Set(refs.map(ref => ref.toLocaleLowerCase('en-US')));
}
