import type {
  OperationError,
  OperationOutcome,
  OperationStep,
} from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../../errors';
import type { WorkloadReader, WorkloadSnapshot } from '../../workloads';
import type { ClusterAccess } from '../cluster/ClusterAccess';
import { objectPath } from '../cluster/places';
import type { Lease, OperationStore } from '../OperationStore';
import { isWritten } from '../pure/fields';
import { conclude, revertFailure } from './conclude';
import {
  goalStepId,
  memoriesToKeep,
  memoriesUnmade,
  writeStepId,
} from '../records';
import type { Goal, OperationRecord } from '../types';
import { evaluateGoal } from './evaluate';
import { Overridden, overrider, watchedFields, writersAt } from './overrides';
import { planRevert } from './revert';
import { stillStarting } from './stillStarting';
import { CrashPoint, TryLater, WriteRunner } from './WriteRunner';

export interface PursuitSettings {
  leaseMs: number;
  followDeadlineMs: number;
  watchAfterSuccessMs: number;
}

export interface PursuitOptions {
  store: OperationStore;
  access: ClusterAccess;
  workloads: WorkloadReader;
  clock: () => Date;
  settings: PursuitSettings;
  at: (point: CrashPoint) => void | Promise<void>;
  onSaved: (record: OperationRecord) => void;
}

/**
 * One operation in the hands of one follower, for as long as it has the
 * lease. Every step is stored under the fencing token before the next one.
 */
export class Pursuit {
  readonly record: OperationRecord;
  private readonly lease: Lease;
  private readonly options: PursuitOptions;
  private stored = '';
  /** When the cluster last did not answer, ms since 1970. */
  private silentAt = -Infinity;

  constructor(record: OperationRecord, lease: Lease, options: PursuitOptions) {
    this.record = record;
    this.lease = lease;
    this.options = options;
    this.stored = JSON.stringify(record);
  }

  /** True when nothing is left to do or to watch. */
  get finished(): boolean {
    return this.record.phase === 'ended' && !this.record.watchUntil;
  }

  /**
   * Goes as far as it can without waiting.
   *
   * @throws LeaseLostError
   */
  async advance(): Promise<void> {
    const { record, options } = this;
    if (record.phase === 'ended') {
      await this.watchOn();
      return;
    }
    await this.takeUpCancel();
    if (record.phase === 'accepted') {
      const now = options.clock();
      record.phase = 'acting';
      record.startedAt = now.toISOString();
      record.deadlineAt = new Date(
        now.getTime() + options.settings.followDeadlineMs,
      ).toISOString();
      await this.save({ remember: memoriesToKeep(record) });
      await options.at('started');
    }
    if (record.phase === 'acting') await this.act();
    if (record.phase === 'following') await this.follow();
  }

  async renew(): Promise<void> {
    const { store, clock, settings } = this.options;
    await store.renew(this.lease, clock(), settings.leaseMs);
  }

  async release(): Promise<void> {
    await this.options.store.release(this.lease);
  }

  private async save(
    more: Pick<
      Parameters<OperationStore['save']>[2],
      'unlock' | 'remember' | 'forget'
    > = {},
  ): Promise<void> {
    const { store, clock, settings } = this.options;
    await store.save(this.record, this.lease, {
      now: clock(),
      leaseMs: settings.leaseMs,
      ...more,
    });
    this.stored = JSON.stringify(this.record);
    this.options.onSaved(this.record);
  }

  private async takeUpCancel(): Promise<boolean> {
    const { record } = this;
    if (record.reverting) return true;
    const row = await this.options.store.get(record.id);
    if (!row?.cancelRequestedBy) return false;
    record.cancelRequestedBy = row.cancelRequestedBy;
    record.cancelOnBehalfOf = row.cancelOnBehalfOf;
    // A write that was sent, but of which it is not known whether it arrived,
    // has to be known before it can be taken back: that is tried first.
    if (record.writes.some(write => write.state === 'intended')) return false;
    planRevert(record);
    await this.save();
    return true;
  }

  private async act(): Promise<void> {
    const { record, options } = this;
    const runner = new WriteRunner({
      access: options.access,
      clock: options.clock,
      save: () => this.save(),
      at: options.at,
      // What is put back is the doing of who cancelled it.
      onBehalfOf: record.reverting
        ? record.cancelOnBehalfOf
        : record.onBehalfOf,
    });
    for (let index = 0; index < record.writes.length; index += 1) {
      const write = record.writes[index];
      if (write.state === 'done' || write.state === 'failed') continue;
      if (write.state === 'pending' && !record.reverting) {
        if (await this.takeUpCancel()) {
          await this.act();
          return;
        }
      }
      const step = record.steps.find(s => s.id === writeStepId(write));
      if (step && step.state !== 'running') {
        step.state = 'running';
        step.startedAt = options.clock().toISOString();
      }
      try {
        await runner.perform(write);
      } catch (error) {
        const now = options.clock();
        const later = error instanceof TryLater;
        if (later) this.silentAt = now.getTime();
        if (later || stillStarting(error, this.silentAt, now)) {
          await this.waitForCluster(step, (error as Error).message);
          return;
        }
        if (step) {
          step.state = 'failed';
          step.endedAt = options.clock().toISOString();
          step.message = (error as Error).message;
        }
        if (error instanceof Overridden) {
          await this.end('overridden', { overriddenBy: error.by });
          return;
        }
        if (!(error instanceof ServiceManagerError)) throw error;
        write.state = 'failed';
        if (record.reverting) continue;
        await this.end('failed', { error });
        return;
      }
      if (step) {
        step.state = 'done';
        step.endedAt = options.clock().toISOString();
        delete step.message;
      }
    }
    await options.at('acted');
    if (record.reverting) {
      await this.end('cancelled', { error: revertFailure(record) });
      return;
    }
    record.phase = 'following';
    await this.save();
  }

  private async waitForCluster(
    step: OperationStep | undefined,
    message: string,
  ) {
    if (step) step.message = message;
    if (this.deadlinePassed()) {
      await this.end('failed', {
        error: new ServiceManagerError(
          503,
          'CLUSTER_UNAVAILABLE',
          `It could not be done in time. ${message}`,
          { nextStep: 'See what the cluster shows, then try again.' },
        ),
      });
      return;
    }
    await this.saveIfChanged();
  }

  private deadlinePassed(): boolean {
    const { deadlineAt } = this.record;
    return (
      deadlineAt !== undefined &&
      this.options.clock().toISOString() >= deadlineAt
    );
  }

  private async saveIfChanged(): Promise<void> {
    if (JSON.stringify(this.record) !== this.stored) await this.save();
  }

  private async follow(): Promise<void> {
    const { record, options } = this;
    for (const goal of record.goals) {
      if (goal.state === 'done') continue;
      const failure = await this.look(goal);
      if (record.phase !== 'following') return;
      if (failure) {
        await this.end('failed', { error: failure });
        return;
      }
    }
    if (record.goals.every(goal => goal.state === 'done')) {
      await this.end('succeeded', {});
      return;
    }
    if (this.deadlinePassed()) {
      const waiting = record.steps.find(s => s.state === 'running');
      await this.end('failed', {
        error: {
          code: 'NOT_SEEN_IN_TIME',
          message: `The cluster did not show it within ${Math.round(
            options.settings.followDeadlineMs / 60_000,
          )} minutes. ${waiting?.message ?? ''}`.trim(),
          nextStep: 'See what the pods say; undo if it is not wanted.',
        },
      });
      return;
    }
    await this.saveIfChanged();
  }

  /** Looks at one target; answers with the failure if there is one. */
  private async look(goal: Goal): Promise<OperationError | undefined> {
    const { record, options } = this;
    const now = options.clock();
    const step = record.steps.find(s => s.id === goalStepId(goal.workload.id));
    if (step?.state === 'pending') {
      step.state = 'running';
      step.startedAt = now.toISOString();
    }
    const say = (message: string) => {
      if (step) step.message = message;
    };
    const snapshot = options.workloads.get(goal.workload);
    if (!snapshot) {
      say('The workload is not seen in the cluster.');
      return undefined;
    }
    if (!(await this.stillOurs(goal, snapshot))) {
      if (record.phase === 'following') {
        say('Waiting for the cluster to show the change.');
      }
      return undefined;
    }
    const before = record.targets.find(
      target => target.workload.id === goal.workload.id,
    )?.before.replicas;
    const seen = evaluateGoal(goal, snapshot, {
      now,
      podsBefore: typeof before === 'number' ? before : 0,
    });
    say(seen.message);
    if (step && seen.progress) step.progress = seen.progress;
    if (seen.state === 'waiting') return undefined;
    goal.state = seen.state;
    if (step) {
      step.state = seen.state;
      step.endedAt = now.toISOString();
    }
    return seen.state === 'failed'
      ? {
          code: 'ROLLOUT_FAILED',
          message: seen.message,
          nextStep: 'Undo it, or roll back to a revision that worked.',
        }
      : undefined;
  }

  /**
   * False while the cache is older than our write, and after ending the
   * operation because somebody else's value stands in place of ours.
   */
  private async stillOurs(
    goal: Goal,
    snapshot: WorkloadSnapshot,
  ): Promise<boolean> {
    const { record } = this;
    const writes = record.writes.filter(
      write =>
        write.workload.id === goal.workload.id &&
        write.object === `${goal.workload.kind}/${goal.workload.name}`,
    );
    const written = Math.max(
      goal.generation ?? 0,
      ...writes.map(write => write.generation ?? 0),
    );
    const generation = snapshot.workload.metadata.generation ?? 0;
    if (generation < written) return false;
    if (generation === written) return true;
    const fields = watchedFields(writes);
    // One read for each change of the spec: the cache keeps neither whole
    // templates nor who wrote them.
    const { ref, object } = await this.readWorkload(goal);
    if (!object) return false;
    if (!isWritten(fields, object)) {
      await this.end('overridden', {
        overriddenBy: overrider(object, fields, {
          writers: writersAt(writes),
          snapshot,
        }),
        message: `Changed again in ${ref}.`,
      });
      return false;
    }
    goal.generation = object.metadata.generation;
    return generation >= object.metadata.generation;
  }

  private async readWorkload(goal: Goal) {
    const { cluster, namespace, kind, name } = goal.workload;
    try {
      const object = await this.options.access.get(
        cluster,
        objectPath(kind, namespace, name),
      );
      return { ref: `${kind}/${name}`, object };
    } catch {
      // Not known at present; the next look asks again.
      return { ref: `${kind}/${name}`, object: undefined };
    }
  }

  /** A reconciler reverts late: for a while success is only provisional. */
  private async watchOn(): Promise<void> {
    const { record, options } = this;
    if (!record.watchUntil) return;
    for (const goal of record.goals) {
      const snapshot = options.workloads.get(goal.workload);
      if (snapshot) await this.stillOurs(goal, snapshot);
      if (!record.watchUntil) return;
    }
    if (options.clock().toISOString() >= record.watchUntil) {
      record.watchUntil = undefined;
      await this.save();
      return;
    }
    await this.saveIfChanged();
  }

  private async end(
    outcome: OperationOutcome,
    more: {
      error?: OperationError;
      overriddenBy?: string;
      message?: string;
    },
  ): Promise<void> {
    const { record, options } = this;
    conclude(record, outcome, {
      ...more,
      now: options.clock(),
      watchMs: options.settings.watchAfterSuccessMs,
    });
    const forget =
      outcome === 'succeeded'
        ? record.memory
            .filter(change => change.type === 'forget')
            .map(change => change.workload.id)
        : memoriesUnmade(record);
    await this.save({ unlock: true, forget });
    await options.at('ended');
  }
}
