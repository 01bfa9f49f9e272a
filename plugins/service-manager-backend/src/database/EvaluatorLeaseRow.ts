import type { Knex } from 'knex';
import { EvaluatorLease, EvaluatorLeaseLostError, LeaseView } from '../alerts';
import type { LeaseRow } from './alertRows';

const LEASE = 'evaluator';

/** The one row that says which of all backends evaluates the rules. */
export class EvaluatorLeaseRow {
  static async create(knex: Knex): Promise<EvaluatorLeaseRow> {
    await knex<LeaseRow>('alert_leases')
      .insert({ name: LEASE, owner: null, beat: 0, fencing_token: 0 })
      .onConflict('name')
      .ignore();
    return new EvaluatorLeaseRow(knex);
  }

  private readonly knex: Knex;

  private constructor(knex: Knex) {
    this.knex = knex;
  }

  async read(): Promise<LeaseView> {
    const row = await this.knex<LeaseRow>('alert_leases')
      .where({ name: LEASE })
      .first();
    return {
      owner: row?.owner ?? undefined,
      beat: row?.beat ?? 0,
      fencingToken: row?.fencing_token ?? 0,
    };
  }

  /** Undefined: another was quicker than who saw this. */
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

  /**
   * A sign of life that only the holder can give. Within a transaction it locks
   * the row, so that what is written there is the holder's.
   *
   * @throws EvaluatorLeaseLostError
   */
  async beat(lease: EvaluatorLease, tx: Knex = this.knex): Promise<void> {
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
}
