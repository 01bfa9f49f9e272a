import { mockServices } from '@backstage/backend-test-utils';
import type {
  Operation,
  OperationRequest,
} from '@vtasker/backstage-plugin-service-manager-common';
import type {
  Cluster,
  PatchType,
} from '@vtasker/backstage-plugin-service-manager-node';
import createKnex, { Knex } from 'knex';
import { DatabaseOperationStore } from '../../database';
import {
  WatchCache,
  workloadRef,
  type WorkloadSnapshot,
} from '../../workloads';
import { collectionPath, objectPath, PlacedKind } from '../cluster/places';
import { Operations, OperationsOptions } from '../Operations';
import type { OperationStore } from '../OperationStore';
import type { OperationContext } from '../types';
import { deployment } from './objects';
import { clustersOf, ObservedCluster } from './ObservedCluster';

/** A cluster under test: as the product sees it, and as its owner does. */
export interface TestCluster {
  product: Cluster;
  admin: Cluster;
  stop(): Promise<void>;
}

const POLL_MS = 50;

/** Looks again and again until the check gives something; no fixed sleeps. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 60_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Not seen in time: ${what}`);
    await new Promise(resolve => setTimeout(resolve, POLL_MS));
  }
}

/** One cluster with a watch cache, on which each test has a namespace. */
export class Stage {
  // All three from the start on.
  cluster!: ObservedCluster;
  cache!: WatchCache;
  private test!: TestCluster;
  private readonly open: () => Promise<TestCluster>;
  private readonly opened: Knex[] = [];
  private readonly running: Operations[] = [];
  private count = 0;

  constructor(open: () => Promise<TestCluster>) {
    this.open = open;
  }

  async start(): Promise<void> {
    this.test = await this.open();
    this.cluster = new ObservedCluster(this.test.product);
    this.cache = WatchCache.create({
      clusters: clustersOf(this.test.product),
      logger: mockServices.logger.mock(),
    });
    this.cache.start();
    if (!(await this.cache.ready())) throw new Error('The cache did not sync');
  }

  async stop(): Promise<void> {
    await this.cache?.stop();
    await this.test?.stop();
  }

  /** Ends what a test left running. */
  async afterEach(): Promise<void> {
    this.cluster?.reset();
    await Promise.all(this.running.splice(0).map(one => one.stop()));
    await Promise.all(this.opened.splice(0).map(knex => knex.destroy()));
  }

  async namespace(): Promise<string> {
    this.count += 1;
    const name = `ops-${this.count}-${Date.now().toString(36)}`;
    await this.test.admin.request({
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    });
    return name;
  }

  /** A namespace with a service of two pods. */
  async scene() {
    const ns = await this.namespace();
    await this.ready(deployment(ns, 'web', { replicas: 2 }));
    return { ns, context: this.context(ns) };
  }

  async create(object: any): Promise<any> {
    const { kind, metadata } = object;
    const path =
      kind === 'HorizontalPodAutoscaler'
        ? `/apis/autoscaling/v2/namespaces/${metadata.namespace}/horizontalpodautoscalers`
        : collectionPath(kind, metadata.namespace);
    return this.test.admin.request({ method: 'POST', path, body: object });
  }

  get(kind: PlacedKind, namespace: string, name: string): Promise<any> {
    return this.test.admin.request({
      method: 'GET',
      path: objectPath(kind, namespace, name),
    });
  }

  async list(kind: PlacedKind, namespace: string): Promise<any[]> {
    const answer = await this.test.admin.request({
      method: 'GET',
      path: collectionPath(kind, namespace),
    });
    return answer.items;
  }

  /** A change by somebody else. */
  patch(
    kind: PlacedKind,
    namespace: string,
    name: string,
    body: unknown,
    options: { manager?: string; patchType?: PatchType } = {},
  ): Promise<any> {
    return this.test.admin.request({
      method: 'PATCH',
      path: objectPath(kind, namespace, name),
      patchType: options.patchType ?? 'application/strategic-merge-patch+json',
      query: { fieldManager: options.manager ?? 'somebody' },
      body,
    });
  }

  /** What the kubelet of a node short of memory does to a pod. */
  evict(namespace: string, name: string): Promise<any> {
    return this.test.admin.request({
      method: 'PATCH',
      path: `${objectPath('Pod', namespace, name)}/status`,
      patchType: 'application/merge-patch+json',
      body: {
        status: {
          phase: 'Failed',
          reason: 'Evicted',
          message: 'The node was low on resource: memory.',
          containerStatuses: [],
          conditions: [],
        },
      },
    });
  }

  context(namespace: string, title = 'web'): OperationContext {
    return {
      entityRef: `component:default/${namespace}`,
      title,
      target: {
        entityRef: `component:default/${namespace}`,
        cluster: this.cluster.name,
        namespace,
        selector: { matchLabels: { service: 'web' } },
      },
      actor: { ref: 'user:default/ann' },
      dependents: [],
    };
  }

  ref(
    kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob',
    namespace: string,
    name: string,
  ) {
    return workloadRef({ cluster: this.cluster.name, namespace, kind, name });
  }

  /** Waits until the cache shows the workload as the test wants it. */
  seen(
    kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob',
    namespace: string,
    name: string,
    test: (snapshot: WorkloadSnapshot) => unknown = () => true,
  ): Promise<WorkloadSnapshot> {
    const ref = this.ref(kind, namespace, name);
    return eventually(`${kind}/${name}`, () => {
      const snapshot = this.cache.get(ref);
      return snapshot && test(snapshot) ? snapshot : undefined;
    });
  }

  /** Creates a workload and waits until all its pods are ready. */
  async ready(object: any): Promise<void> {
    await this.create(object);
    const { kind, metadata, spec } = object;
    await this.seen(kind, metadata.namespace, metadata.name, snapshot => {
      const status: any = snapshot.workload.status;
      if (kind === 'CronJob') return true;
      return kind === 'DaemonSet'
        ? status.numberReady > 0 &&
            status.numberAvailable === status.desiredNumberScheduled
        : status.observedGeneration > 0 &&
            (status.availableReplicas ?? 0) === spec.replicas;
    });
  }

  async store(): Promise<OperationStore> {
    const knex = createKnex({
      client: 'better-sqlite3',
      connection: ':memory:',
      useNullAsDefault: true,
    });
    this.opened.push(knex);
    return DatabaseOperationStore.create({
      database: mockServices.database({ knex }),
    });
  }

  async operations(
    options: Partial<OperationsOptions> & { idle?: boolean } = {},
  ): Promise<Operations> {
    const { idle, settings, ...rest } = options;
    const operations = Operations.create({
      store: rest.store ?? (await this.store()),
      clusters: clustersOf(this.cluster),
      workloads: this.cache,
      logger: mockServices.logger.mock(),
      ...rest,
      settings: { tickMs: 200, followDeadlineMs: 90_000, ...settings },
    });
    if (!idle) operations.start();
    this.running.push(operations);
    return operations;
  }

  /** Runs an operation and waits for its end. */
  async run(
    operations: Operations,
    context: OperationContext,
    request: OperationRequest,
    options: Parameters<Operations['run']>[2] = {},
  ): Promise<Operation> {
    const { id } = await operations.run(context, request, options);
    return this.ended(operations, id);
  }

  async ended(operations: Operations, id: string): Promise<Operation> {
    let last: Operation | undefined;
    try {
      return await eventually('the end', async () => {
        last = await operations.get(id);
        return last?.phase === 'ended' ? last : undefined;
      });
    } catch {
      throw new Error(`Not ended in time: ${JSON.stringify(last, null, 1)}`);
    }
  }
}

/** The stage of a suite: set before its tests, and struck after them. */
export function onStage(open: () => Promise<TestCluster>): Stage {
  const stage = new Stage(open);
  beforeAll(() => stage.start(), 120_000);
  afterEach(() => stage.afterEach());
  afterAll(() => stage.stop());
  return stage;
}
