import type {
  Operation,
  OperationRequest,
  OperationSummary,
  Preview,
  RelatedService,
  Revision,
  StopMemory,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { Actor } from '../access';
import type { Remembered } from '../operations';
import type { Target } from '../workloads/types';

/** What a room of operations is told about the service it acts on. */
export interface OperationContext {
  entityRef: string;
  title: string;
  target: Target;
  actor: Actor;
  dependents: RelatedService[];
}

/** What a stop remembers: to tell a person, and to come back to. */
export type RememberedStop = StopMemory & Remembered;

/** What the methods need of the operations room. */
export interface OperationsRoom {
  preview(ctx: OperationContext, request: OperationRequest): Promise<Preview>;
  run(
    ctx: OperationContext,
    request: OperationRequest,
    options: {
      reason?: string;
      precondition?: string;
      idempotencyKey?: string;
      acknowledged?: string[];
    },
  ): Promise<Operation>;
  get(id: string): Promise<Operation | undefined>;
  list(
    entityRef: string,
    options: { limit: number; cursor?: string },
  ): Promise<{ items: Operation[]; nextCursor?: string }>;
  latest(entityRefs: string[]): Promise<Map<string, OperationSummary>>;
  /** What stops remember, by workload id. */
  stopMemories(workloadIds: string[]): Promise<Map<string, RememberedStop>>;
  cancel(id: string, actor: Actor): Promise<Operation>;
  undo(
    ctx: OperationContext,
    id: string,
    options: { reason?: string; idempotencyKey?: string },
  ): Promise<Operation>;
  revisions(ctx: OperationContext, workloadId?: string): Promise<Revision[]>;
  onChange(listener: (operation: Operation) => void): () => void;
}
