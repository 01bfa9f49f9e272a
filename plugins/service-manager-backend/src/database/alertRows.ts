import type { Knex } from 'knex';
import type {
  IncidentRecord,
  RemovalRecord,
  RuleRecord,
  SilenceRecord,
} from '../alerts';

export interface IncidentRow {
  id: string;
  dedupe_key: string;
  entity_ref: string;
  rule_id: string;
  fired_at: string;
  ended_at: string | null;
  told: IncidentRecord['told'] | null;
  settled: boolean | number;
  document: string;
}

export interface RuleRow {
  entity_ref: string;
  id: string;
  definition: string;
  changed_by: string;
  changed_at: string;
}

export interface StateRow {
  entity_ref: string;
  rule_id: string;
  document: string;
}

export interface SilenceRow {
  id: string;
  entity_ref: string;
  rule_id: string;
  by: string;
  reason: string;
  from_at: string;
  until_at: string;
}

export interface RemovalRow {
  id: string;
  entity_ref: string;
  kind: RemovalRecord['kind'];
  removed_by: string;
  removed_at: string;
  document: string;
}

export interface LeaseRow {
  name: string;
  owner: string | null;
  beat: number;
  fencing_token: number;
}

export function toIncident(row: IncidentRow): IncidentRecord {
  return {
    ...JSON.parse(row.document),
    id: row.id,
    entityRef: row.entity_ref,
    ruleId: row.rule_id,
    firedAt: row.fired_at,
    endedAt: row.ended_at ?? undefined,
    told: row.told ?? undefined,
    settled: Boolean(row.settled),
  };
}

export function toRule(row: RuleRow): RuleRecord {
  return {
    entityRef: row.entity_ref,
    id: row.id,
    definition: JSON.parse(row.definition),
    changedBy: row.changed_by,
    changedAt: row.changed_at,
  };
}

export function toSilence(row: SilenceRow): SilenceRecord {
  return {
    id: row.id,
    entityRef: row.entity_ref,
    ruleId: row.rule_id,
    by: row.by,
    reason: row.reason,
    from: row.from_at,
    until: row.until_at,
  };
}

/** Keeps what is taken away, to be put back. */
export async function remember(
  tx: Knex,
  removal: RemovalRecord,
): Promise<RemovalRecord> {
  const { id, entityRef, kind, by, at, ...rest } = removal;
  await tx<RemovalRow>('alert_removals').insert({
    id,
    entity_ref: entityRef,
    kind,
    removed_by: by,
    removed_at: at,
    document: JSON.stringify(rest),
  });
  return removal;
}

export function toRemoval(row: RemovalRow): RemovalRecord {
  return {
    ...JSON.parse(row.document),
    id: row.id,
    entityRef: row.entity_ref,
    kind: row.kind,
    by: row.removed_by,
    at: row.removed_at,
  };
}

/** Few at a time, so that no request waits long for a lock. */
const BATCH = 500;

/** @returns how many were deleted */
export async function deleteInBatches(
  knex: Knex,
  table: string,
  signal: AbortSignal | undefined,
  which: (query: Knex.QueryBuilder) => void,
): Promise<number> {
  let deleted = 0;
  while (!signal?.aborted) {
    const old: Array<{ id: string }> = await knex(table)
      .modify(which)
      .limit(BATCH)
      .select('id');
    if (old.length === 0) break;
    deleted += await knex(table)
      .whereIn(
        'id',
        old.map(({ id }) => id),
      )
      .delete();
  }
  return deleted;
}
