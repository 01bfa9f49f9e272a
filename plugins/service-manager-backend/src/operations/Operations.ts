import { randomUUID } from 'crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Operation,
  OperationRequest,
  OperationSummary,
  Preview,
  Revision,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { ClustersService } from '@vtasker/backstage-plugin-service-manager-node';
import { ServiceManagerError } from '../errors';
import { evaluateGuards } from '../guards';
import type { WorkloadReader } from '../workloads';
import { ClusterAccess } from './cluster/ClusterAccess';
import { gitopsReader, GitopsSettings } from './cluster/gitopsOwners';
import { objectPath } from './cluster/places';
import { refusal } from './cluster/rejections';
import { revisionView, templateRevisions } from './cluster/revisions';
import { decodeCursor, encodeCursor } from './cursor';
import { OnDue, startDueServices } from './due';
import { Follower } from './follow/Follower';
import type { CrashPoint } from './follow/WriteRunner';
import { OperationRunningError, OperationStore } from './OperationStore';
import { choose, GuardEvaluator, Planner } from './planner';
import { digest } from './pure/digest';
import { newRecord, toOperation, whyNotUndoable } from './records';
import { defaultSettings, OperationsSettings } from './settings';
import { keyReused, notFound, operationRunning } from './refusals';
import type {
  OperationActor,
  OperationContext,
  OperationRecord,
  StopRecord,
} from './types';
import { checkUndo } from './undo';
import { verbs } from './verbs';

export interface OperationsOptions {
  store: OperationStore;
  clusters: ClustersService;
  workloads: WorkloadReader;
  /** Default: the guards room. */
  guards?: GuardEvaluator;
  /** Where Argo CD is, and how it tracks. */
  gitops?: GitopsSettings;
  logger: LoggerService;
  clock?: () => Date;
  instanceId?: string;
  /** What is done around a start whose time has come: the audit. */
  onDue?: OnDue;
  settings?: Partial<OperationsSettings>;
  /** For tests: throwing here is the follower's sudden end. */
  at?: (point: CrashPoint) => void | Promise<void>;
}

export interface RunOptions {
  reason?: string;
  precondition?: string;
  idempotencyKey?: string;
  acknowledged?: string[];
}

/**
 * Changes services: previewed, stored, done once, followed until the cluster
 * shows the result. Knows nothing of HTTP and authorises nobody.
 */
export class Operations {
  static create(options: OperationsOptions): Operations {
    return new Operations(options);
  }

  private readonly options: OperationsOptions;
  private readonly settings: OperationsSettings;
  private readonly clock: () => Date;
  private readonly access: ClusterAccess;
  private readonly planner: Planner;
  private readonly follower: Follower;
  private readonly later = new Map<string, number>();
  private readonly listeners = new Set<(operation: Operation) => void>();

  private constructor(options: OperationsOptions) {
    this.options = options;
    this.settings = { ...defaultSettings, ...options.settings };
    this.clock = options.clock ?? (() => new Date());
    const { store, workloads, clusters, logger } = options;
    this.access = new ClusterAccess({
      clusters,
      // Well within the lease, so that no write outlives it.
      writeTimeoutMs: Math.max(
        1_000,
        Math.min(15_000, this.settings.leaseMs / 2),
      ),
    });
    this.planner = new Planner({
      access: this.access,
      workloads,
      store,
      guards: options.guards ?? evaluateGuards,
      gitops: gitopsReader({ clusters, settings: options.gitops }),
    });
    this.follower = new Follower({
      store,
      access: this.access,
      workloads,
      logger,
      clock: this.clock,
      settings: this.settings,
      instanceId: options.instanceId ?? randomUUID(),
      tickMs: this.settings.tickMs,
      at: options.at ?? (() => undefined),
      onSaved: record => this.emit(record),
      onTick: () =>
        startDueServices({
          store,
          logger,
          now: this.clock(),
          later: this.later,
          onDue: options.onDue,
          inSight: names =>
            workloads
              .health()
              .every(
                ({ name, state }) =>
                  !names.includes(name) || state === 'connected',
              ),
          run: (context, request, runOptions) =>
            this.run(context, request, runOptions),
        }),
    });
  }

  start(): void {
    this.follower.start();
  }

  async stop(): Promise<void> {
    await this.follower.stop();
  }

  onChange(listener: (operation: Operation) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private emit(record: OperationRecord): void {
    const operation = toOperation(record);
    for (const listener of this.listeners) {
      try {
        listener(operation);
      } catch (error) {
        this.options.logger.warn(`A listener to operations failed: ${error}`);
      }
    }
  }

  /** What an operation would do; nothing is changed. */
  async preview(
    context: OperationContext,
    request: OperationRequest,
  ): Promise<Preview> {
    const plan = await this.planner.plan(context, request, {
      now: this.clock(),
      running: await this.running(context.entityRef),
      readOwners: true,
    });
    return {
      verb: request.verb,
      summary: plan.summary,
      changes: plan.targets.map(target => ({
        workload: target.workload,
        now: target.now,
        then: target.then,
        diff: plan.diffs.get(target.workload.id) ?? [],
      })),
      guards: plan.guards,
      untouched: plan.untouched,
      precondition: plan.precondition,
      reasonRequired: this.settings.reasonRequired,
    };
  }

  /** Stores an operation, and has it done and followed. */
  async run(
    context: OperationContext,
    request: OperationRequest,
    options: RunOptions = {},
  ): Promise<Operation> {
    return this.accept(context, request, options);
  }

  private async accept(
    context: OperationContext,
    request: OperationRequest,
    options: RunOptions & { undoOf?: string },
  ): Promise<Operation> {
    const { store } = this.options;
    const { idempotencyKey: key, reason, precondition } = options;
    const { acknowledged } = options;
    const bodyHash = digest([
      context.entityRef,
      request,
      reason,
      precondition,
      options.undoOf,
      acknowledged,
    ]);
    const earlier = key && (await store.findByKey(context.actor.ref, key));
    if (earlier) {
      if (earlier.bodyHash === bodyHash) return toOperation(earlier.record);
      throw keyReused();
    }
    if (this.settings.reasonRequired && !reason?.trim()) {
      throw new ServiceManagerError(
        422,
        'REASON_REQUIRED',
        'A reason is required for every change',
        { field: 'reason', nextStep: 'Say in a few words why.' },
      );
    }
    const running = await this.running(context.entityRef);
    if (running) throw operationRunning(running);
    const now = this.clock();
    const plan = await this.planner.plan(context, request, { now, reason });
    if (precondition !== undefined && precondition !== plan.precondition) {
      throw new ServiceManagerError(
        412,
        'PRECONDITION_FAILED',
        `${context.title} changed since the preview`,
        { field: 'precondition', nextStep: 'Preview again.' },
      );
    }
    const block = plan.guards.find(guard => guard.severity === 'block');
    if (block) {
      throw new ServiceManagerError(
        409,
        'BLOCKED_BY_GUARD',
        `${block.title} ${block.detail}`,
        { nextStep: block.advice },
      );
    }
    if (plan.targets.length === 0) {
      throw new ServiceManagerError(
        422,
        'VERB_NOT_APPLICABLE',
        `There is nothing to ${request.verb}. ${plan.untouched
          .map(({ workload, why }) => `${workload.name}: ${why}`)
          .join(' ')}`,
        { field: 'verb', nextStep: 'See the state that the page shows now.' },
      );
    }
    const record = newRecord(randomUUID(), context, plan, {
      now,
      reason,
      acknowledged,
      undoOf: options.undoOf,
    });
    try {
      const { existing } = await store.create(
        record,
        key ? { key, bodyHash } : undefined,
      );
      if (existing) return toOperation(existing);
    } catch (error) {
      if (!(error instanceof OperationRunningError)) throw error;
      const used = key && (await store.findByKey(context.actor.ref, key));
      if (used) throw keyReused();
      const other = error.runningId && (await store.get(error.runningId));
      throw operationRunning(other ? toOperation(other) : undefined);
    }
    this.emit(record);
    if (this.follower.active) void this.follower.takeUp(record.id);
    return toOperation(record);
  }

  async get(id: string): Promise<Operation | undefined> {
    const record = await this.options.store.get(id);
    return record && toOperation(record);
  }

  async running(entityRef: string): Promise<Operation | undefined> {
    const record = await this.options.store.running(entityRef);
    return record && toOperation(record);
  }

  /** Newest first. */
  async list(
    entityRef: string,
    options: { limit?: number; cursor?: string } = {},
  ): Promise<{ items: Operation[]; nextCursor?: string }> {
    const limit = options.limit ?? 20;
    const records = await this.options.store.list(entityRef, {
      limit: limit + 1,
      before: options.cursor ? decodeCursor(options.cursor) : undefined,
    });
    const page = records.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(toOperation),
      nextCursor:
        records.length > limit && last ? encodeCursor(last) : undefined,
    };
  }

  /** The newest operation of each service, in one query. */
  async latest(entityRefs: string[]): Promise<Map<string, OperationSummary>> {
    return this.options.store.latest(entityRefs);
  }

  /** What stops remember, by workload id. */
  async stopMemories(workloadIds: string[]): Promise<Map<string, StopRecord>> {
    return this.options.store.memories(workloadIds);
  }

  /** Has an operation put back what it changed so far. */
  async cancel(id: string, actor: OperationActor): Promise<Operation> {
    const { store } = this.options;
    const record = await store.get(id);
    if (!record) throw notFound(id);
    if (!(await store.requestCancel(id, actor))) {
      throw new ServiceManagerError(
        409,
        'OPERATION_ENDED',
        'The operation has ended already',
        { nextStep: 'Undo it instead.' },
      );
    }
    if (this.follower.active) await this.follower.takeUp(id);
    return toOperation((await store.get(id)) ?? record);
  }

  /** Runs the inverse of an operation, as an operation of its own. */
  async undo(
    context: OperationContext,
    id: string,
    options: { reason?: string; idempotencyKey?: string } = {},
  ): Promise<Operation> {
    const { store } = this.options;
    const record = await store.get(id);
    if (!record || record.entityRef !== context.entityRef) throw notFound(id);
    const { idempotencyKey } = options;
    const repeated =
      idempotencyKey &&
      (await store.findByKey(context.actor.ref, idempotencyKey));
    if (repeated && repeated.record.undoOf === id) {
      return toOperation(repeated.record);
    }
    const why = whyNotUndoable(record);
    const inverse = verbs[record.verb].inverse(toOperation(record));
    if (why !== undefined || typeof inverse === 'string') {
      throw new ServiceManagerError(
        409,
        'NOT_UNDOABLE',
        `It cannot be undone. ${why ?? inverse}`,
        { nextStep: 'Ask for the state that you want with a new operation.' },
      );
    }
    await checkUndo(this.access, record);
    return this.accept(context, inverse, { ...options, undoOf: id });
  }

  /** What a workload can be rolled back to, newest first. */
  async revisions(
    context: OperationContext,
    workloadId?: string,
  ): Promise<Revision[]> {
    const { chosen } = choose(
      this.planner.candidates(context),
      verbs.rollback,
      'rollback',
      { workload: workloadId },
    );
    if (chosen.length === 0) return [];
    const [{ ref }] = chosen;
    try {
      const object = await this.access.get(
        ref.cluster,
        objectPath(ref.kind, ref.namespace, ref.name),
      );
      if (!object) return [];
      const revisions = await templateRevisions(this.access, ref, object);
      return revisions.map(item => revisionView(item, object));
    } catch (error) {
      throw refusal(error, {
        cluster: ref.cluster,
        object: `${ref.kind}/${ref.name}`,
      });
    }
  }

  /** One round of following, for tests and for those who cannot wait. */
  async tick(): Promise<void> {
    await this.follower.tick();
  }
}
