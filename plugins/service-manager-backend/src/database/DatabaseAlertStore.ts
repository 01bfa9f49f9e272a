import type { DatabaseService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import {
  AlertStore,
  EvaluatorLease,
  IncidentPlace,
  IncidentRecord,
  LeaseView,
  RemovalRecord,
  RoundChanges,
  RuleRecord,
  SilenceRecord,
  StateRecord,
} from '../alerts';
import {
  deleteInBatches,
  IncidentRow,
  remember,
  RemovalRow,
  RuleRow,
  SilenceRow,
  StateRow,
  toIncident,
  toRemoval,
  toRule,
  toSilence,
} from './alertRows';
import { endIncident, incidentsWithin, openIncident } from './alertIncidents';
import { EvaluatorLeaseRow } from './EvaluatorLeaseRow';
import { openDatabase } from './migrations';

/** SQLite takes some hundred values in one statement. */
const ROWS = 50;

/** Alerts in SQLite or Postgres. Times are ISO 8601 texts in UTC. */
export class DatabaseAlertStore implements AlertStore {
  static async create(options: {
    database: DatabaseService;
  }): Promise<DatabaseAlertStore> {
    const knex = await openDatabase(options.database);
    return new DatabaseAlertStore(knex, await EvaluatorLeaseRow.create(knex));
  }

  private readonly knex: Knex;
  private readonly evaluator: EvaluatorLeaseRow;

  private constructor(knex: Knex, evaluator: EvaluatorLeaseRow) {
    this.knex = knex;
    this.evaluator = evaluator;
  }

  lease(): Promise<LeaseView> {
    return this.evaluator.read();
  }

  claim(owner: string, seen: LeaseView): Promise<EvaluatorLease | undefined> {
    return this.evaluator.claim(owner, seen);
  }

  renew(lease: EvaluatorLease): Promise<void> {
    return this.evaluator.beat(lease);
  }

  release(lease: EvaluatorLease): Promise<void> {
    return this.evaluator.release(lease);
  }

  async rules(entityRef?: string): Promise<RuleRecord[]> {
    const rows: RuleRow[] = await this.knex('alert_rules')
      .modify(of(entityRef))
      .orderBy(['entity_ref', 'id']);
    return rows.map(toRule);
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

  async deleteRule(
    entityRef: string,
    id: string,
    removal: Pick<RemovalRecord, 'id' | 'by' | 'at'>,
  ): Promise<RemovalRecord | undefined> {
    return this.knex.transaction(async tx => {
      const mine = tx<RuleRow>('alert_rules').where({
        entity_ref: entityRef,
        id,
      });
      const row = await mine.clone().first();
      // Another may have been quicker.
      if (!row || (await mine.delete()) === 0) return undefined;
      const rule = toRule(row);
      return remember(tx, { ...removal, entityRef, kind: 'rule', rule });
    });
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
      await this.evaluator.beat(lease, tx);
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
        await openIncident(tx, incident);
      }
      for (const ended of changes.ended) {
        await endIncident(tx, ended, now);
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
    at?: Date,
  ): Promise<void> {
    await this.knex.transaction(async tx => {
      await this.evaluator.beat(lease, tx);
      const incident = tx<IncidentRow>('alert_incidents').where({ id });
      await incident.clone().update({ told: told ?? null, settled });
      const row = at && told && (await incident.clone().first());
      if (!row) return;
      const document = JSON.parse(row.document);
      const toldAt = { ...document.toldAt, [told]: at.toISOString() };
      await incident.update({
        document: JSON.stringify({ ...document, toldAt }),
      });
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

  async incidentsWithin(
    entityRef: string,
    range: { from?: Date; until: Date },
    page: { before?: IncidentPlace; limit: number },
  ): Promise<IncidentRecord[]> {
    return incidentsWithin(this.knex, entityRef, range, page);
  }

  async silences(now: Date, entityRef?: string): Promise<SilenceRecord[]> {
    const rows: SilenceRow[] = await this.knex('alert_silences')
      .modify(of(entityRef))
      .andWhere('until_at', '>', now.toISOString())
      .orderBy('from_at');
    return rows.map(toSilence);
  }

  async silencesWithin(
    entityRef: string,
    range: { from: string; until: string },
  ): Promise<SilenceRecord[]> {
    const rows = await this.knex<SilenceRow>('alert_silences')
      .where({ entity_ref: entityRef })
      .andWhere('from_at', '<=', range.until)
      .andWhere('until_at', '>', range.from)
      .orderBy('from_at');
    return rows.map(toSilence);
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

  async endSilence(
    entityRef: string,
    id: string,
    removal: Pick<RemovalRecord, 'id' | 'by' | 'at'>,
  ): Promise<RemovalRecord | undefined> {
    return this.knex.transaction(async tx => {
      const mine = tx<SilenceRow>('alert_silences')
        .where({ entity_ref: entityRef, id })
        .andWhere('until_at', '>', removal.at);
      const row = await mine.clone().first();
      if (!row || (await mine.update({ until_at: removal.at })) === 0) {
        return undefined;
      }
      const silence = toSilence(row);
      return remember(tx, { ...removal, entityRef, kind: 'silence', silence });
    });
  }

  async removals(entityRef: string, since: Date): Promise<RemovalRecord[]> {
    const rows = await this.knex<RemovalRow>('alert_removals')
      .where({ entity_ref: entityRef })
      .andWhere('removed_at', '>', since.toISOString())
      .orderBy([
        { column: 'removed_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ]);
    return rows.map(toRemoval);
  }

  async addRemoval(removal: RemovalRecord): Promise<void> {
    await remember(this.knex, removal);
  }

  async takeRemoval(
    entityRef: string,
    id: string,
    since: Date,
  ): Promise<RemovalRecord | undefined> {
    const mine = this.knex<RemovalRow>('alert_removals')
      .where({ entity_ref: entityRef, id })
      .andWhere('removed_at', '>', since.toISOString());
    const row = await mine.clone().first();
    return row && (await mine.delete()) ? toRemoval(row) : undefined;
  }

  async purge(before: Date, signal?: AbortSignal): Promise<number> {
    const at = before.toISOString();
    await deleteInBatches(this.knex, 'alert_silences', signal, query =>
      query.where('until_at', '<', at),
    );
    return deleteInBatches(this.knex, 'alert_incidents', signal, query =>
      query.where('ended_at', '<', at).andWhere({ settled: true }),
    );
  }

  async purgeRemovals(before: Date, signal?: AbortSignal): Promise<void> {
    await deleteInBatches(this.knex, 'alert_removals', signal, query =>
      query.where('removed_at', '<', before.toISOString()),
    );
  }
}

function of(entityRef: string | undefined) {
  return (query: Knex.QueryBuilder) => {
    if (entityRef !== undefined) query.where({ entity_ref: entityRef });
  };
}
