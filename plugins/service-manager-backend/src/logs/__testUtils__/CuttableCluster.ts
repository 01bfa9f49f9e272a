import { once } from 'events';
import {
  Cluster,
  KubernetesError,
  KubernetesLinesOptions,
  KubernetesRequest,
  KubernetesWatchOptions,
} from '@vtasker/backstage-plugin-service-manager-node';

/** A real cluster whose open logs a test can break, as a network would. */
export class CuttableCluster implements Cluster {
  readonly #inner: Cluster;
  readonly #open = new Set<AbortController>();
  /** Follows that were asked for so far. */
  follows = 0;
  /** Gives not one line to who reads from now on. */
  holds = false;
  /** Of these, open now. */
  following = 0;

  constructor(inner: Cluster) {
    this.#inner = inner;
  }

  get name() {
    return this.#inner.name;
  }

  get title() {
    return this.#inner.title;
  }

  connection() {
    return this.#inner.connection();
  }

  request<T = any>(request: KubernetesRequest): Promise<T> {
    return this.#inner.request<T>(request);
  }

  watch(path: string, options: KubernetesWatchOptions) {
    return this.#inner.watch(path, options);
  }

  async lines(path: string, options: KubernetesLinesOptions) {
    const connection = new AbortController();
    this.#open.add(connection);
    const follow = Boolean(options.query?.follow);
    if (follow) {
      this.follows++;
      this.following++;
    }
    try {
      if (this.holds && !options.signal.aborted) {
        await once(options.signal, 'abort');
      }
      const result = await this.#inner.lines(path, {
        ...options,
        signal: AbortSignal.any([options.signal, connection.signal]),
      });
      if (!connection.signal.aborted) return result;
    } finally {
      if (follow) this.following--;
      this.#open.delete(connection);
    }
    throw new KubernetesError({
      status: 0,
      reason: 'NetworkError',
      message: 'the test cut the connection',
    });
  }

  /** Whether so many follows were asked for after now. */
  moreFollows(count = 1): () => boolean {
    const now = this.follows;
    return () => this.follows >= now + count;
  }

  /** Reads that have not ended. */
  get open(): number {
    return this.#open.size;
  }

  cut(): void {
    for (const connection of this.#open) connection.abort();
  }
}
