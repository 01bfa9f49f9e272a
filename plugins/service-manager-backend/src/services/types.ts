import type {
  AuditorService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type {
  Contract,
  contract,
  RouteName,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { Request } from 'express';
import type { z } from 'zod/v3';
import type { Access, Limits } from '../access';
import type { LogSource } from '../logs';
import type { ServiceMetrics, ServiceTrends } from '../metrics';
import type { WorkloadReader } from '../workloads/types';
import type { AlertsRoom } from './alertsRoom';
import type { ServiceDirectory } from './directory';
import type { OperationsRoom } from './operationsRoom';
import type { RecentOperations } from './recentOperations';
import type { Download } from './downloadLogs';
import type { ServiceStates } from './states';
import type { StreamCall } from './stream';
import type { OpenedLog } from './streamLogs';

/** All that the methods work with. */
export interface ServicesContext {
  access: Access;
  alerts: AlertsRoom;
  auditor: AuditorService;
  catalog: CatalogService;
  clock: () => Date;
  directory: ServiceDirectory;
  limits: Limits;
  logger: LoggerService;
  logs: LogSource;
  metrics: ServiceMetrics;
  operations: OperationsRoom;
  recent: RecentOperations;
  states: ServiceStates;
  trends: ServiceTrends;
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
  /**
   * Aborted when the caller has gone: what is read for them alone ends then.
   * Absent for a change, which goes on.
   */
  signal?: AbortSignal;
}

/** The one method behind every door, by route. */
export type Services = {
  [R in RouteName]: (call: Call<R>) => Promise<Contract[R]['response']>;
};

/** The methods that open a stream, by route. */
export interface StreamServices {
  downloadLogs(call: StreamCall<'downloadLogs'>): Promise<Download>;
  streamLogs(call: StreamCall<'streamLogs'>): Promise<OpenedLog>;
}
