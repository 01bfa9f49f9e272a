import {
  expired,
  groupVersionOf,
  type Registry,
  type Resource,
} from '../registry';
import { CompactedError, type Filter, type StoreEvent } from '../store';
import type { KubeObject } from '../types';
import { filterOf } from './list';
import type { ApiRequest } from './request';

const BOOKMARK_EVERY_MS = 30_000;
const DEFAULT_TIMEOUT_S = 3_600;

interface Watcher {
  resource: string;
  namespace?: string;
  filter: Filter;
  bookmarks: boolean;
  send(type: string, object: unknown): void;
  end(): void;
  bookmark(): void;
}

/** How an object goes onto the wire; the same text for every watcher. */
const texts = new WeakMap<object, string>();

function textOf(object: object): string {
  let text = texts.get(object);
  if (text === undefined) {
    text = JSON.stringify(object);
    texts.set(object, text);
  }
  return text;
}

/** All watches of a server, fed by the store. */
export class Watches {
  private readonly watchers = new Set<Watcher>();
  private readonly unsubscribe: () => void;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly registry: Registry,
    private readonly transform: (
      request: ApiRequest,
      resource: Resource,
    ) => ((object: KubeObject) => object) | undefined,
  ) {
    this.unsubscribe = registry.store.subscribe(event => {
      for (const watcher of this.watchers) this.deliver(watcher, event);
    });
    this.timer = setInterval(() => {
      for (const watcher of this.watchers) watcher.bookmark();
    }, BOOKMARK_EVERY_MS);
    this.timer.unref();
  }

  /** Cuts all watches, as a server that restarts. */
  cut() {
    for (const watcher of this.watchers) watcher.end();
  }

  close() {
    this.cut();
    clearInterval(this.timer);
    this.unsubscribe();
  }

  watch(request: ApiRequest, resource: Resource, namespace?: string) {
    const { store } = this.registry;
    const { query, response } = request;
    const asked = query.get('resourceVersion') ?? '';
    const initial = query.get('sendInitialEvents') === 'true';
    const fromNow = asked === '' || asked === '0' || initial;
    const filter = filterOf(request, resource);
    let past: StoreEvent[] = [];
    let problem: CompactedError | undefined;
    try {
      if (!fromNow) past = store.since(resource.key, Number(asked));
    } catch (e) {
      if (!(e instanceof CompactedError)) throw e;
      problem = e;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const toWire = this.transform(request, resource);
    const watcher: Watcher = {
      resource: resource.key,
      namespace,
      filter,
      bookmarks: query.get('allowWatchBookmarks') === 'true',
      send(type, object) {
        const isObject = type !== 'BOOKMARK' && type !== 'ERROR';
        const wire = toWire && isObject ? toWire(object as any) : object;
        response.write(
          `{"type":"${type}","object":${textOf(wire as object)}}\n`,
        );
      },
      end: () => response.end(),
      bookmark: () => {
        if (!watcher.bookmarks) return;
        watcher.send('BOOKMARK', this.bookmark(resource));
      },
    };
    if (problem) {
      watcher.send('ERROR', expired(problem.message).body());
      response.end();
      return;
    }
    if (fromNow && query.get('sendInitialEvents') !== 'false') {
      for (const object of store.list(resource.key, namespace)) {
        if (filter(object)) watcher.send('ADDED', object);
      }
      if (initial) {
        const mark = this.bookmark(resource);
        watcher.send('BOOKMARK', {
          ...mark,
          metadata: {
            ...mark.metadata,
            annotations: { 'k8s.io/initial-events-end': 'true' },
          },
        });
      }
    } else {
      for (const event of past) this.deliver(watcher, event);
    }
    this.watchers.add(watcher);
    const seconds = Number(query.get('timeoutSeconds')) || DEFAULT_TIMEOUT_S;
    const last = setTimeout(
      () => watcher.bookmark(),
      Math.max(seconds - 2, 0) * 1000,
    );
    const timeout = setTimeout(() => watcher.end(), seconds * 1000);
    response.on('close', () => {
      clearTimeout(last);
      clearTimeout(timeout);
      this.watchers.delete(watcher);
    });
  }

  private bookmark(resource: Resource) {
    return {
      kind: resource.kind,
      apiVersion: groupVersionOf(resource),
      metadata: {
        resourceVersion: String(this.registry.store.revision),
        creationTimestamp: null,
      },
    };
  }

  private deliver(watcher: Watcher, event: StoreEvent) {
    if (event.resource !== watcher.resource) return;
    const { object, previous, type } = event;
    if (
      watcher.namespace !== undefined &&
      object.metadata.namespace !== watcher.namespace
    ) {
      return;
    }
    const is = type !== 'DELETED' && watcher.filter(object);
    const was = previous !== undefined && watcher.filter(previous);
    // An object that leaves the selection is deleted for this watcher.
    if (is && was) watcher.send('MODIFIED', object);
    else if (is) watcher.send('ADDED', object);
    else if (was) {
      const last =
        type === 'DELETED'
          ? object
          : {
              ...previous,
              metadata: {
                ...previous.metadata,
                resourceVersion: object.metadata.resourceVersion,
              },
            };
      watcher.send('DELETED', last);
    }
  }
}
