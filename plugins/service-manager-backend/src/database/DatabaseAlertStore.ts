import { createHash } from 'crypto';
import type { DatabaseService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import {
  AlertStore,
  EvaluatorLease,
  EvaluatorLeaseLostError,
  IncidentRecord,
  LeaseView,
  RoundChanges,
  RuleRecord,
  SilenceRecord,
  StateRecord,
} from '../alerts';
import { openDatabase } from './migrations';

interface IncidentRow {
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

interface RuleRow {
  entity_ref: string;
  id: string;
  definition: string;
  changed_by: string;
  changed_at: string;
}

interface StateRow {
  entity_ref: string;
  rule_id: string;
  document: string;
}

interface SilenceRow {
  id: string;
  entity_ref: string;
  rule_id: string;
  by: string;
  reason: string;
  from_at: string;
  until_at: string;
}

interface LeaseRow {
  name: string;
  owner: string | null;
  beat: number;
  fencing_token: number;
}

const LEASE = 'evaluator';
/** Few at a time, so that no request waits long for a lock. */
const BATCH = 500;
/** SQLite takes some hundred values in one statement. */
const ROWS = 50;

/** Names an incident: of one rule of one service there is one at a time. */
export function dedupeKey(entityRef: string, ruleId: string): string {
  return createHash('sha256').update(`${entityRef}\n${ruleId}`).digest('hex');
}

/** Alerts in SQLite or Postgres. Times are ISO 8601 texts in UTC. */
export class DatabaseAlertStore implements AlertStore {
  static async create(options: {
    database: DatabaseService;
  }): Promise<DatabaseAlertStore> {
    const knex = await openDatabase(options.database);
    await knex<LeaseRow>('alert_leases')
      .insert({ name: LEASE, owner: null, beat: 0, fencing_token: 0 })
      .onConflict('name')
      .ignore();
    return new DatabaseAlertStore(knex);
  }

  private readonly knex: Knex;

  private constructor(knex: Knex) {
    this.knex = knex;
  }

  async lease(): Promise<LeaseView> {
    const row = await this.knex<LeaseRow>('alert_leases')
      .where({ name: LEASE })
      .first();
    return {
      owner: row?.owner ?? undefined,
      beat: row?.beat ?? 0,
      fencingToken: row?.fencing_token ?? 0,
    };
  }

  async claim(
    owner: string,
    seen: LeaseView,
  ): Promise<EvaluatorLease | undefined> {
    const count = await this.knex<LeaseRow>('alert_leases')
      .where({
        name: LEASE,
        beat: seen.beat,
        fencing_token: seen.fencingToken,
      })
      .update({
        owner,
        beat: seen.beat + 1,
        fencing_token: seen.fencingToken + 1,
      });
    return count ? { fencingToken: seen.fencingToken + 1 } : undefined;
  }

  async renew(lease: EvaluatorLease): Promise<void> {
    await this.fence(this.knex, lease);
  }

  /** A sign of life that only the holder can give; it locks the row. */
  private async fence(tx: Knex, lease: EvaluatorLease): Promise<void> {
    const count = await tx<LeaseRow>('alert_leases')
      .where({ name: LEASE, fencing_token: lease.fencingToken })
      .increment('beat', 1);
    if (Number(count) === 0) throw new EvaluatorLeaseLostError();
  }

  async release(lease: EvaluatorLease): Promise<void> {
    await this.knex<LeaseRow>('alert_leases')
      .where({ name: LEASE, fencing_token: lease.fencingToken })
      .update({ owner: null });
  }

  async rules(entityRef?: string): Promise<RuleRecord[]> {
    const rows: RuleRow[] = await this.knex('alert_rules')
      .modify(of(entityRef))
      .orderBy(['entity_ref', 'id']);
    return rows.map(row => ({
      entityRef: row.entity_ref,
      id: row.id,
      definition: JSON.parse(row.definition),
      changedBy: row.changed_by,
      changedAt: row.changed_at,
    }));
  }

  async saveRule(rule: RuleRecord): Promise<void> {
    await this.knex('alert_rules')
      .insert({
        entity_ref: rule.entityRef,
        id: rule.id,
        definition: JSON.stringify(rule.definition),
        changed_by: rule.changedBy,
        changed_at: rule.changedAt,
      })
      .onConflict(['entity_ref', 'id'])
      .merge();
  }

  async deleteRule(entityRef: string, id: string): Promise<boolean> {
    const count = await this.knex('alert_rules')
      .where({ entity_ref: entityRef, id })
      .delete();
    return count > 0;
  }

  async states(entityRef?: string): Promise<StateRecord[]> {
    const rows: StateRow[] = await this.knex('alert_states').modify(
      of(entityRef),
    );
    return rows.map(row => ({
      entityRef: row.entity_ref,
      ruleId: row.rule_id,
      state: JSON.parse(row.document),
    }));
  }

  async saveRound(
    lease: EvaluatorLease,
    changes: RoundChanges,
    now: Date,
  ): Promise<void> {
    await this.knex.transaction(async tx => {
      await this.fence(tx, lease);
      for (let at = 0; at < changes.states.length; at += ROWS) {
        await tx('alert_states')
          .insert(
            changes.states
              .slice(at, at + ROWS)
              .map(({ entityRef, ruleId, state }) => ({
                entity_ref: entityRef,
                rule_id: ruleId,
                document: JSON.stringify(state),
              })),
          )
          .onConflict(['entity_ref', 'rule_id'])
          .merge();
      }
      for (const { entityRef, ruleId } of changes.forget) {
        await tx('alert_states')
          .where({ entity_ref: entityRef, rule_id: ruleId })
          .delete();
      }
      for (const incident of changes.opened) {
        await open(tx, incident);
      }
      for (const ended of changes.ended) {
        await end(tx, ended, now);
      }
    });
  }

  async unsettled(): Promise<IncidentRecord[]> {
    const rows = await this.knex<IncidentRow>('alert_incidents')
      .where({ settled: false })
      .orderBy('fired_at');
    return rows.map(toIncident);
  }

  async saveTold(
    lease: EvaluatorLease,
    id: string,
    told: IncidentRecord['told'],
    settled: boolean,
  ): Promise<void> {
    await this.knex.transaction(async tx => {
      await this.fence(tx, lease);
      await tx<IncidentRow>('alert_incidents')
        .where({ id })
        .update({ told: told ?? null, settled });
    });
  }

  async incidents(entityRef: string, limit: number): Promise<IncidentRecord[]> {
    const rows = await this.knex<IncidentRow>('alert_incidents')
      .where({ entity_ref: entityRef })
      .orderBy([
        { column: 'fired_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit);
    return rows.map(toIncident);
  }

  async silences(now: Date, entityRef?: string): Promise<SilenceRecord[]> {
    const rows: SilenceRow[] = await this.knex('alert_silences')
      .modify(of(entityRef))
      .andWhere('until_at', '>', now.toISOString())
      .orderBy('from_at');
    return rows.map(row => ({
      id: row.id,
      entityRef: row.entity_ref,
      ruleId: row.rule_id,
      by: row.by,
      reason: row.reason,
      from: row.from_at,
      until: row.until_at,
    }));
  }

  async addSilence(silence: SilenceRecord): Promise<void> {
    await this.knex('alert_silences').insert({
      id: silence.id,
      entity_ref: silence.entityRef,
      rule_id: silence.ruleId,
      by: silence.by,
      reason: silence.reason,
      from_at: silence.from,
      until_at: silence.until,
    });
  }

  async endSilence(entityRef: string, id: string, now: Date): Promise<boolean> {
    const at = now.toISOString();
    const count = await this.knex('alert_silences')
      .where({ entity_ref: entityRef, id })
      .andWhere('until_at', '>', at)
      .update({ until_at: at });
    return count > 0;
  }

  async purge(before: Date, signal?: AbortSignal): Promise<number> {
    const at = before.toISOString();
    await this.knex('alert_silences').where('until_at', '<', at).delete();
    let deleted = 0;
    while (!signal?.aborted) {
      const old = await this.knex<IncidentRow>('alert_incidents')
        .where('ended_at', '<', at)
        .andWhere({ settled: true })
        .limit(BATCH)
        .select('id');
      if (old.length === 0) break;
      deleted += await this.knex('alert_incidents')
        .whereIn(
          'id',
          old.map(({ id }) => id),
        )
        .delete();
    }
    return deleted;
  }
}

function of(entityRef: string | undefined) {
  return (query: Knex.QueryBuilder) => {
    if (entityRef !== undefined) query.where({ entity_ref: entityRef });
  };
}

async function open(tx: Knex, incident: IncidentRecord): Promise<void> {
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

async function end(
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

function toIncident(row: IncidentRow): IncidentRecord {
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
