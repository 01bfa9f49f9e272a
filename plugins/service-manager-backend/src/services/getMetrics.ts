import {
  serviceMetricsQueryPermission,
  serviceMetricsReadPermission,
} from '@vtasker/backstage-plugin-service-manager-common';
import { beginOfDefault, markersOf, parsePanels, readRange } from '../metrics';
import { defineMethod } from './method';
import { entityRefOf } from './serviceRef';

/** So many operations are looked through for those within the range. */
const OPERATIONS = 200;

export const getMetrics = defineMethod<'getMetrics'>({
  eventId: 'service-metrics-fetch',
  meta: ({ params }) => ({ entityRef: entityRefOf(params) }),
  async handle(context, { credentials, input, signal }) {
    const { entity, entityRef, permissions } = await context.access.openFor(
      credentials,
      entityRefOf(input.params),
      serviceMetricsReadPermission,
    );
    const { by = 'service', panels, ...given } = input.query;
    const { target, problem } = context.directory.remember(entity).target;
    const scope = { entityRef, target };
    const now = context.clock();
    if (given.from === undefined && given.until === undefined) {
      const since = context.metrics.heldSince(scope);
      given.from = beginOfDefault(since, now).toISOString();
    }
    const range = readRange(given, now);
    const question = {
      ...range,
      by,
      panels: parsePanels(panels),
      showQueries: permissions.has(serviceMetricsQueryPermission.name),
      signal,
    };
    const [{ snapshots, ...metrics }, operations] = await Promise.all([
      context.metrics.read(scope, question),
      context.operations.list(entityRef, { limit: OPERATIONS }),
    ]);
    const from = new Date(metrics.from);
    // The range is cut to whole seconds; what has just happened belongs to now.
    const until =
      given.until === undefined
        ? context.clock()
        : new Date(range.until * 1000 + 999);
    const incidents = await context.alerts.incidentMarkers(
      entityRef,
      from,
      until,
    );
    return {
      ...metrics,
      markers: markersOf(snapshots, operations.items, from, until)
        .concat(incidents)
        .sort((one, other) => Date.parse(one.at) - Date.parse(other.at)),
      notices: [
        ...(problem ? [`${problem.message} ${problem.nextStep ?? ''}`] : []),
        ...metrics.notices,
      ],
    };
  },
});
