import {
  AlertCounts,
  serviceMetricsReadPermission,
} from '@vtasker/backstage-plugin-service-manager-common';
import { defineMethod } from './method';

export const listAlertCounts = defineMethod<'listAlertCounts'>({
  eventId: 'alert-counts-fetch',
  meta: () => ({ queryType: 'list' }),
  async handle(context, { credentials }) {
    await context.access.requireRead(credentials);
    const visible = await context.directory.listFor(credentials);
    const allowed = await context.access.allowed(
      credentials,
      visible.map(({ entityRef }) => entityRef),
      serviceMetricsReadPermission,
    );
    const shown = visible.filter((_, index) => allowed[index]);
    const counts = await context.alerts.counts(shown);
    const problems = new Map<string, number>();
    const placeOf = (problem: string) => {
      const known = problems.get(problem) ?? problems.size;
      problems.set(problem, known);
      return known;
    };
    const items: AlertCounts['items'] = {};
    visible.forEach(({ entityRef }, index) => {
      if (!allowed[index]) {
        const problem = `You have no permission ${serviceMetricsReadPermission.name} on this service.`;
        items[entityRef] = {
          firing: 0,
          silenced: 0,
          unknown: [placeOf(problem)],
        };
        return;
      }
      const count = counts.get(entityRef);
      if (!count) return;
      const { firing, silenced, severity, unknown } = count;
      if (!firing && !silenced && !unknown.length) return;
      items[entityRef] = {
        firing,
        silenced,
        ...(severity && { severity }),
        ...(unknown.length && { unknown: unknown.map(placeOf) }),
      };
    });
    return { items, problems: [...problems.keys()] };
  },
});
