import type {
  Cluster,
  ClustersService,
  KubernetesLinesOptions,
  KubernetesRequest,
  KubernetesWatchOptions,
} from '@vtasker/backstage-plugin-service-manager-node';

/** A cluster that tells what it is asked, and lets a test come in between. */
export class ObservedCluster implements Cluster {
  /** Writes that the cluster took, in order; no dry runs. */
  readonly writes: KubernetesRequest[] = [];
  /** Called before a request is sent; throwing is an answer. */
  before: (request: KubernetesRequest) => Promise<void> | void = () =>
    undefined;
  /** Called after it was answered; throwing loses the answer. */
  after: (request: KubernetesRequest) => Promise<void> | void = () => undefined;
  private readonly inner: Cluster;

  constructor(inner: Cluster) {
    this.inner = inner;
  }

  get name() {
    return this.inner.name;
  }

  get title() {
    return this.inner.title;
  }

  connection() {
    return this.inner.connection();
  }

  async request<T = any>(request: KubernetesRequest): Promise<T> {
    await this.before(request);
    const answer = await this.inner.request<T>(request);
    if (isRealWrite(request)) this.writes.push(request);
    await this.after(request);
    return answer;
  }

  watch(path: string, options: KubernetesWatchOptions) {
    return this.inner.watch(path, options);
  }

  lines(path: string, options: KubernetesLinesOptions) {
    return this.inner.lines(path, options);
  }

  reset(): void {
    this.writes.length = 0;
    this.before = () => undefined;
    this.after = () => undefined;
  }
}

export function isRealWrite(request: KubernetesRequest): boolean {
  return request.method !== 'GET' && request.query?.dryRun === undefined;
}

export function clustersOf(...all: Cluster[]): ClustersService {
  return {
    list: () => all,
    get: name => all.find(cluster => cluster.name === name),
  };
}
