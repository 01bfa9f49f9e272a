import type {
  AuditorService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type {
  Contract,
  contract,
  Operation,
  OperationRequest,
  OperationSummary,
  Preview,
  RelatedService,
  Revision,
  RouteName,
  StopMemory,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { Request } from 'express';
import type { z } from 'zod/v3';
import type { Access, Actor, Limits } from '../access';
import type { Remembered } from '../operations';
import type { Target, WorkloadReader } from '../workloads/types';
import type { ServiceDirectory } from './directory';
import type { RecentOperations } from './recentOperations';
import type { ServiceStates } from './states';

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

/** All that the methods work with. */
export interface ServicesContext {
  access: Access;
  auditor: AuditorService;
  catalog: CatalogService;
  clock: () => Date;
  directory: ServiceDirectory;
  limits: Limits;
  logger: LoggerService;
  operations: OperationsRoom;
  recent: RecentOperations;
  states: ServiceStates;
  workloads: WorkloadReader;
}

/** One call of a method, already parsed by the contract. */
export interface Call<R extends RouteName> {
  credentials: BackstageCredentials;
  input: {
    params: z.output<(typeof contract)[R]['params']>;
    query: z.output<(typeof contract)[R]['query']>;
    body: z.output<(typeof contract)[R]['body']>;
  };
  /** Repeating a change with the same key does it once. */
  idempotencyKey?: string;
  /** For the audit, where the door is HTTP. */
  request?: Request;
}

/** The one method behind every door, by route. */
export type Services = {
  [R in RouteName]: (call: Call<R>) => Promise<Contract[R]['response']>;
};
