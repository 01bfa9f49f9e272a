import { setTimeout as sleep } from 'timers/promises';
import {
  errorFromStatus,
  KubernetesError,
  type Cluster,
} from '@vtasker/backstage-plugin-service-manager-node';
import type { ClusterStore } from './ClusterStore';
import { pathOf, type KindSource } from './kinds';
import type { CacheTimings } from './timings';

export type ReflectorState =
  | 'syncing'
  | 'watching'
  /** Was watching; now nobody tells us what changes. */
  | 'disconnected'
  | 'forbidden'
  /** The API is not served by this cluster. */
  | 'absent';

export interface ReflectorOptions {
  cluster: Cluster;
  source: KindSource;
  namespace?: string;
  store: ClusterStore;
  timings: CacheTimings;
  now: () => Date;
  random: () => number;
  /** Called when `state` has changed. */
  onState: () => void;
  onError: (error: Error) => void;
}

/** After so many expired `continue` tokens the list is asked for in one go. */
const MAX_EXPIRED_LISTS = 3;

/**
 * Keeps one kind (of one namespace) in the store equal to the cluster: a list,
 * then a watch from where the list ended, and again from where the watch ended
 * for as long as the API server remembers that. A resourceVersion is only ever
 * handed back, never compared.
 */
export class Reflector {
  state: ReflectorState = 'syncing';
  /** When the state last left `watching`. */
  downSince: Date;
  /** True once a complete list was seen. */
  synced = false;
  private readonly options: ReflectorOptions;
  private resourceVersion?: string;
  private failures = 0;
  private forbiddenSince?: Date;
  private refusals = 0;
  private current?: AbortController;

  constructor(options: ReflectorOptions) {
    this.options = options;
    this.downSince = options.now();
  }

  /** The name under which it is reported when it may not be read. */
  get label(): string {
    const { source, namespace } = this.options;
    return namespace ? `${source.kind} in ${namespace}` : source.kind;
  }

  /** Runs until aborted; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.resourceVersion === undefined) {
          this.resourceVersion = await this.list(signal);
          this.synced = true;
        }
        const progress = await this.watch(this.resourceVersion, signal);
        if (!signal.aborted) {
          this.become('disconnected');
        }
        // A server that ends every watch at once must not be asked in a loop.
        if (!progress) {
          this.failures++;
          await this.pause(this.backoff(), signal);
        }
      } catch (error) {
        if (!signal.aborted) {
          await this.recover(error as Error, signal);
        }
      }
    }
  }

  /**
   * Gives up the watch that is under way and begins it again from where it
   * was: for when the connection may have died without a word.
   */
  reconnect(): void {
    this.current?.abort();
  }

  private async list(signal: AbortSignal): Promise<string> {
    const { cluster, source, namespace, store, timings } = this.options;
    const path = pathOf(source, namespace);
    for (let expired = 0; ; expired++) {
      const seen = new Set<string>();
      let token: string | undefined;
      try {
        do {
          const page: any = await cluster.request({
            method: 'GET',
            path,
            query: {
              limit: expired < MAX_EXPIRED_LISTS ? timings.pageSize : undefined,
              continue: token,
            },
            timeoutMs: 60_000,
            signal,
          });
          if (!page?.metadata || !isListOf(page, source.kind)) {
            throw new KubernetesError({
              status: 0,
              reason: 'NetworkError',
              message: `the list of ${source.plural} is not one`,
            });
          }
          for (const item of page.items ?? []) {
            store.upsert(source.kind, item);
            seen.add(item.metadata.uid);
          }
          token = page.metadata.continue || undefined;
          if (!token) {
            // Only now, with every page seen, is absence known.
            store.retain(source.kind, namespace, seen);
            return page.metadata.resourceVersion;
          }
        } while (!signal.aborted);
        throw new Error('aborted');
      } catch (error) {
        // A token that expired says nothing of the objects: start over.
        if (!(token && isExpired(error)) || expired > MAX_EXPIRED_LISTS) {
          throw error;
        }
      }
    }
  }

  /** Resolves when the watch ended, with whether it told anything. */
  private async watch(from: string, signal: AbortSignal): Promise<boolean> {
    const { cluster, source, namespace, store, timings, random } = this.options;
    const current = new AbortController();
    this.current = current;
    let progress = false;
    let failure: Error | undefined;
    const startedAt = this.options.now().getTime();
    const timeoutSeconds = Math.ceil((timings.watchMs * (1 + random())) / 1000);
    // A stream can stall with its connection alive: nothing else would tell.
    const overdue = setTimeout(
      () => current.abort(),
      timeoutSeconds * 1000 + timings.watchGraceMs,
    );
    const done = cluster.watch(pathOf(source, namespace), {
      query: {
        allowWatchBookmarks: true,
        resourceVersion: from,
        timeoutSeconds,
      },
      signal: AbortSignal.any([signal, current.signal]),
      onOpen: () => {
        this.become('watching');
      },
      onEvent: ({ type, object }) => {
        if (failure) {
          return;
        }
        if (type === 'ERROR') {
          failure = errorFromStatus(object);
          current.abort();
          return;
        }
        this.become('watching');
        progress = true;
        this.failures = 0;
        if (type === 'DELETED') {
          store.remove(source.kind, object.metadata.uid);
        } else if (type !== 'BOOKMARK') {
          store.upsert(source.kind, object);
        }
        // Last, so that an event that could not be taken is asked for again.
        this.resourceVersion = object.metadata.resourceVersion;
      },
    });
    await done.finally(() => clearTimeout(overdue));
    if (failure) {
      // Whatever the server says inside of a watch, it cannot be continued.
      this.resourceVersion = undefined;
      throw failure;
    }
    return (
      progress ||
      this.options.now().getTime() - startedAt > timings.staleAfterMs
    );
  }

  private async recover(error: Error, signal: AbortSignal): Promise<void> {
    const { timings, random, source, namespace, store, now } = this.options;
    const spread = (ms: number) => ms * (0.75 + random() / 2);
    const status = error instanceof KubernetesError ? error.status : undefined;
    if (status === 403) {
      this.forbiddenSince ??= now();
      this.become('forbidden');
      if (
        now().getTime() - this.forbiddenSince.getTime() >=
        timings.forgetForbiddenMs
      ) {
        store.retain(source.kind, namespace, new Set());
      }
      this.resourceVersion = undefined;
      // An API server that has just started refuses everybody for a moment,
      // until it has read its roles: so soon at first, and then rarely.
      const wait = Math.min(
        timings.forbiddenRetryMs,
        timings.forbiddenBaseMs * 2 ** Math.min(this.refusals, 20),
      );
      this.refusals++;
      await this.pause(spread(wait), signal);
      return;
    }
    if (status === 404 && source.optional) {
      // One 404 can be a proxy's; a second one means that the API is gone.
      if (this.state === 'absent') {
        store.retain(source.kind, namespace, new Set());
      }
      this.become('absent');
      this.resourceVersion = undefined;
      await this.pause(spread(timings.absentRetryMs), signal);
      return;
    }
    this.become(this.synced ? 'disconnected' : 'syncing');
    this.failures++;
    if (isExpired(error)) {
      this.resourceVersion = undefined;
      if (this.failures === 1) {
        return;
      }
    } else {
      this.options.onError(error);
      if (status === 400 || status === 422) {
        // The server does not understand our resourceVersion (any more).
        this.resourceVersion = undefined;
      }
    }
    const asked =
      error instanceof KubernetesError ? error.retryAfterSeconds ?? 0 : 0;
    await this.pause(asked * 1000 + this.backoff(), signal);
  }

  private backoff(): number {
    const { backoffBaseMs, backoffMaxMs } = this.options.timings;
    const ceiling = Math.min(
      backoffMaxMs,
      backoffBaseMs * 2 ** Math.min(this.failures, 20),
    );
    return ceiling * (0.5 + this.options.random() / 2);
  }

  private async pause(ms: number, signal: AbortSignal): Promise<void> {
    const current = new AbortController();
    this.current = current;
    await sleep(ms, undefined, {
      signal: AbortSignal.any([signal, current.signal]),
    }).catch(() => undefined);
  }

  private become(state: ReflectorState): void {
    if (state === 'watching') {
      this.forbiddenSince = undefined;
      this.refusals = 0;
    }
    if (state === this.state) {
      return;
    }
    if (this.state === 'watching') {
      this.downSince = this.options.now();
    }
    this.state = state;
    this.options.onState();
  }
}

function isExpired(error: unknown): boolean {
  return (
    error instanceof KubernetesError &&
    (error.status === 410 ||
      error.reason === 'Expired' ||
      error.reason === 'Gone')
  );
}

/** An answer of something in between, or of another API, has no such kind. */
function isListOf(page: any, kind: string): boolean {
  return page.kind === undefined || page.kind === `${kind}List`;
}
