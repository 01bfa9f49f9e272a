import type { AlertRemoval } from '@vtasker/backstage-plugin-service-manager-common';
import type { RemovalRecord } from '../types';

/** For how long what was taken away can be put back. */
export const UNDO_MS = 24 * 60 * 60_000;

/** As a page offers it; undefined: it would be over by now. */
export function removalView(
  removal: RemovalRecord,
  now: Date,
  nameOf: (ruleId: string) => string,
): AlertRemoval | undefined {
  const { id, by, at } = removal;
  const until = Date.parse(at) + UNDO_MS;
  const common = { id, by, at };
  if (removal.kind === 'rule') {
    const { definition, id: ruleId } = removal.rule;
    return {
      kind: 'rule',
      ...common,
      until: new Date(until).toISOString(),
      definition,
      origin: ruleId.startsWith('default:') ? 'default' : 'service',
    };
  }
  const own = 'silence' in removal;
  const { reason, until: ends } = own ? removal.silence : removal.external;
  if (Date.parse(ends) <= now.getTime()) return undefined;
  return {
    kind: 'silence',
    ...common,
    until: new Date(Math.min(until, Date.parse(ends))).toISOString(),
    of: own ? nameOf(removal.silence.ruleId) : removal.external.alertName,
    reason,
    ends,
  };
}
