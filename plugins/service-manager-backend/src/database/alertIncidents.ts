import { createHash } from 'crypto';
import type { Knex } from 'knex';
import type { IncidentPlace, IncidentRecord, RoundChanges } from '../alerts';
import { IncidentRow, toIncident } from './alertRows';

/** Names an incident: of one rule of one service there is one at a time. */
function dedupeKey(entityRef: string, ruleId: string): string {
  return createHash('sha256').update(`${entityRef}\n${ruleId}`).digest('hex');
}

/** One page of what fired within the range, newest first. */
export async function incidentsWithin(
  knex: Knex,
  entityRef: string,
  range: { from?: Date; until: Date },
  page: { before?: IncidentPlace; limit: number },
): Promise<IncidentRecord[]> {
  const { before, limit } = page;
  const rows = await knex<IncidentRow>('alert_incidents')
    .where({ entity_ref: entityRef })
    .andWhere('fired_at', '<=', range.until.toISOString())
    .modify(query => {
      if (range.from) {
        const from = range.from.toISOString();
        query.andWhere(some =>
          some.whereNull('ended_at').orWhere('ended_at', '>=', from),
        );
      }
      if (!before) return;
      query.andWhere(some => {
        some.where('fired_at', '<', before.firedAt);
        if (before.id === undefined) return;
        some.orWhere(same =>
          same
            .where('fired_at', before.firedAt)
            .andWhere('id', '<', before.id!),
        );
      });
    })
    .orderBy([
      { column: 'fired_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit);
  return rows.map(toIncident);
}

/** Unless one of the same rule is open already. */
export async function openIncident(
  tx: Knex,
  incident: IncidentRecord,
): Promise<void> {
  const { id, entityRef, ruleId, firedAt, endedAt, told, settled, ...rest } =
    incident;
  const key = dedupeKey(entityRef, ruleId);
  const there = await tx<IncidentRow>('alert_incidents')
    .where({ dedupe_key: key })
    .whereNull('ended_at')
    .first('id');
  if (there) return;
  await tx<IncidentRow>('alert_incidents').insert({
    id,
    dedupe_key: key,
    entity_ref: entityRef,
    rule_id: ruleId,
    fired_at: firedAt,
    settled: false,
    document: JSON.stringify(rest),
  });
}

export async function endIncident(
  tx: Knex,
  ended: RoundChanges['ended'][number],
  now: Date,
): Promise<void> {
  const { entityRef, ruleId, ending } = ended;
  const row = await tx<IncidentRow>('alert_incidents')
    .where({ dedupe_key: dedupeKey(entityRef, ruleId) })
    .whereNull('ended_at')
    .first();
  if (!row) return;
  await tx<IncidentRow>('alert_incidents')
    .where({ id: row.id })
    .update({
      // Not before it began, whatever the clock of who ends it says.
      ended_at:
        now.toISOString() > row.fired_at ? now.toISOString() : row.fired_at,
      document: JSON.stringify({ ...JSON.parse(row.document), ending }),
    });
}
