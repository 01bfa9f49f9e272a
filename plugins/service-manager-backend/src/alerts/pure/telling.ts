import { parseEntityRef } from '@backstage/catalog-model';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { IncidentRecord, SilenceRecord } from '../types';
import { duration } from './rules';

type Payload = Parameters<NotificationService['send']>[0]['payload'];

/** What is done about an incident now. */
export type Telling =
  | { tell: 'firing' | 'resolved' }
  /** Nothing is to be told of it any more. */
  | { settle: true }
  | undefined;

/**
 * What the owner has still to be told. A silenced incident is told of when the
 * silence ends before it does; one that nobody was told of ends quietly.
 */
export function whatToTell(
  incident: IncidentRecord,
  silences: SilenceRecord[],
  now: Date,
): Telling {
  const { endedAt, told, settled, entityRef, ruleId, owner } = incident;
  if (settled) return undefined;
  if (endedAt !== undefined) {
    // What was told is taken back, silenced or not: it stands in an inbox.
    return told === 'firing' && owner ? { tell: 'resolved' } : { settle: true };
  }
  const silenced = silences.some(
    silence =>
      silence.entityRef === entityRef &&
      silence.ruleId === ruleId &&
      Date.parse(silence.until) > now.getTime(),
  );
  return told === undefined && owner && !silenced
    ? { tell: 'firing' }
    : undefined;
}

const severities = {
  critical: 'critical',
  warning: 'high',
  info: 'normal',
} as const;

export const ways = {
  down: 'is down',
  'restart-loop': 'restarts again and again',
  metric: 'is over a threshold',
  'error-logs': 'logs many errors',
} as const;

const endings = {
  over: 'Over',
  'rule-off': 'No longer watched',
  'service-gone': 'No longer watched',
} as const;

/**
 * One notification an incident: what is sent later under the same scope
 * replaces it.
 */
export function notificationOf(
  incident: IncidentRecord,
  tell: 'firing' | 'resolved',
): Payload {
  const { id, entityRef, title, kind, severity, summary } = incident;
  const { namespace, kind: entityKind, name } = parseEntityRef(entityRef);
  const link = `/catalog/${namespace}/${entityKind}/${name}/service`;
  const said = `${title} ${ways[kind]}`;
  const common = {
    link,
    topic: 'service-manager:alerts',
    scope: `service-manager:incident:${id}`,
  };
  if (tell === 'firing') {
    return {
      ...common,
      title: said,
      description: summary,
      severity: severities[severity],
    };
  }
  const { firedAt, endedAt = firedAt, ending = 'over' } = incident;
  const minutes = Math.max(
    1,
    Math.round((Date.parse(endedAt) - Date.parse(firedAt)) / 60_000),
  );
  return {
    ...common,
    title: `${endings[ending]}: ${said}`,
    description: `It lasted ${duration(minutes * 60)}. ${summary}`,
    severity: 'low',
  };
}
