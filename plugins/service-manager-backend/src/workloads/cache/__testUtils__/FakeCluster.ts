import {
  KubernetesError,
  type Cluster,
  type KubernetesRequest,
  type KubernetesWatchOptions,
} from '@vtasker/backstage-plugin-service-manager-node';

interface OpenWatch {
  path: string;
  options: KubernetesWatchOptions;
  end: (error?: Error) => void;
}

/** A cluster of which a test decides every answer. */
export class FakeCluster implements Cluster {
  readonly name: string;
  readonly title: string;
  readonly namespaces?: string[];
  /** By path; each list ends at the current version. */
  readonly lists = new Map<string, any[]>();
  readonly failures = new Map<string, Error>();
  readonly watches: OpenWatch[] = [];
  readonly requests: KubernetesRequest[] = [];
  away?: Error;
  version = 1;

  constructor(name: string, namespaces?: string[]) {
    this.name = name;
    this.title = name;
    this.namespaces = namespaces;
  }

  connection(): ReturnType<Cluster['connection']> {
    return {
      state: this.away ? 'unreachable' : 'connected',
      breakerOpen: false,
      lastError: this.away?.message,
    };
  }

  async request(request: KubernetesRequest): Promise<any> {
    this.requests.push(request);
    const failure = this.away ?? this.failures.get(request.path);
    if (failure) {
      throw failure;
    }
    if (request.path.startsWith('/apis/metrics.k8s.io/')) {
      throw failed(404);
    }
    const items = this.lists.get(request.path) ?? [];
    const from = Number(request.query?.continue ?? 0);
    const limit = Number(request.query?.limit ?? Infinity);
    return {
      metadata: {
        resourceVersion: String(this.version),
        continue:
          from + limit < items.length ? String(from + limit) : undefined,
      },
      items: items.slice(from, from + limit),
    };
  }

  async watch(path: string, options: KubernetesWatchOptions): Promise<void> {
    const failure = this.away ?? this.failures.get(`watch ${path}`);
    if (failure) {
      throw failure;
    }
    await new Promise<void>((resolve, reject) => {
      const watch: OpenWatch = {
        path,
        options,
        end: error => {
          this.watches.splice(this.watches.indexOf(watch), 1);
          if (error) {
            reject(error);
          } else {
            resolve();
          }
        },
      };
      this.watches.push(watch);
      options.signal.addEventListener('abort', () => watch.end());
      options.onOpen?.();
    });
  }

  async lines(path: string): Promise<{ rest?: string }> {
    throw this.away ?? this.failures.get(path) ?? failed(404);
  }

  send(path: string, type: string, object: any): void {
    for (const watch of this.watches.filter(item => item.path === path)) {
      watch.options.onEvent({ type, object });
    }
  }

  /** The API server goes away: open watches break, new requests fail. */
  goAway(): void {
    this.away = new KubernetesError({
      status: 0,
      reason: 'NetworkError',
      message: `cluster '${this.name}' cannot be reached: ECONNREFUSED`,
    });
    for (const watch of [...this.watches]) {
      watch.end(this.away);
    }
  }

  comeBack(): void {
    this.away = undefined;
  }
}

export function failed(status: number, reason = ''): KubernetesError {
  return new KubernetesError({ status, reason, message: `failed: ${status}` });
}
