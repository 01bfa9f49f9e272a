import { once } from 'events';
import {
  Cluster,
  KubernetesError,
  KubernetesLinesOptions,
  KubernetesRequest,
} from '@vtasker/backstage-plugin-service-manager-node';
import type { ContainerStatus, Pod, WorkloadSnapshot } from '../../workloads';
import type { Target, WorkloadReader } from '../../workloads';
import { isoOf, nsOf } from '../pure/instant';

interface Written {
  ns: bigint;
  text: string;
}

/** One instance of a container and the file that it writes. */
class Instance {
  /** Only the newest file is served: what was rotated away is not here. */
  lines: Written[] = [];
  ended = false;
  readonly followers = new Set<{ wake(): void; cut?: Error | true }>();
}

class FakePod {
  /** The instances of each container. */
  readonly containers: Map<string, Instance[]>;
  readonly uid: string;

  constructor(uid: string, containers: string[]) {
    this.uid = uid;
    this.containers = new Map(containers.map(name => [name, [new Instance()]]));
  }

  get instances(): Instance[] {
    return this.containers.get('web')!;
  }
}

/**
 * Serves the logs of pods as a kubelet does: `sinceTime` cut to
 * whole seconds and inclusive, `tailLines` before it, one `previous`, and a
 * follow that ends with the instance. A test writes, cuts, restarts, rotates.
 */
export class FakeKubelet implements Cluster {
  readonly name = 'local';
  readonly title = 'Local';
  readonly opened: Array<Record<string, unknown>> = [];
  readonly pods = new Map<string, FakePod>();
  readonly listeners = new Set<() => void>();
  /** Read by a follow at most so many lines before others have their turn. */
  failure: KubernetesError | undefined;
  /** Gives not one line to who reads from now on. */
  holds = false;
  /** Reads that have not ended. */
  open = 0;
  #uids = 0;

  addPod(name: string, containers = ['web']): void {
    const uid = `uid-${name}-${this.#uids++}`;
    this.pods.set(name, new FakePod(uid, containers));
    this.#changed();
  }

  write(pod: string, ns: bigint, text: string, container = 'web'): void {
    const instance = this.pods.get(pod)!.containers.get(container)!.at(-1)!;
    instance.lines.push({ ns, text });
    for (const follower of instance.followers) follower.wake();
  }

  /** The connections of all who follow break, or end as if it were over. */
  cut(how: 'break' | 'end' = 'break'): void {
    for (const follower of this.#followers()) {
      follower.cut = how === 'end' ? true : failed(0, 'NetworkError');
      follower.wake();
    }
  }

  /** Follows that are open. */
  get following(): number {
    return this.#followers().length;
  }

  #followers() {
    return [...this.pods.values()]
      .flatMap(({ containers }) => [...containers.values()].flat())
      .flatMap(({ followers }) => [...followers]);
  }

  restart(name: string): void {
    const pod = this.pods.get(name)!;
    this.#end(pod.instances.at(-1)!);
    pod.instances.push(new Instance());
    this.#changed();
  }

  remove(name: string): void {
    const pod = this.pods.get(name)!;
    this.pods.delete(name);
    for (const instances of pod.containers.values()) {
      this.#end(instances.at(-1)!);
    }
    this.#changed();
  }

  /** A new file was begun: the lines so far are served no longer. */
  rotate(name: string): void {
    this.pods.get(name)!.instances.at(-1)!.lines = [];
  }

  follows(): number {
    return this.opened.filter(({ follow }) => follow).length;
  }

  connection() {
    return { state: 'connected', breakerOpen: false } as const;
  }

  async watch(): Promise<void> {}

  async request({ path }: KubernetesRequest): Promise<any> {
    if (this.failure) throw this.failure;
    return this.#podObject(path.split('/').at(-1)!);
  }

  async lines(
    path: string,
    { query = {}, signal, onOpen, onLine }: KubernetesLinesOptions,
  ): Promise<{ rest?: string }> {
    if (this.failure) throw this.failure;
    this.opened.push(query);
    const pod = this.pods.get(path.split('/').at(-2)!);
    const instance = pod?.containers
      .get(String(query.container))
      ?.at(query.previous ? -2 : -1);
    if (!pod || !instance) throw failed(pod ? 400 : 404);
    onOpen?.();
    const since = query.sinceTime ? nsOf(String(query.sinceTime))! : 0n;
    const tail = Number(query.tailLines ?? Infinity);
    let at = Math.max(0, instance.lines.length - tail);
    let file = instance.lines;
    const follower: { wake(): void; cut?: Error | true } = { wake() {} };
    instance.followers.add(follower);
    this.open++;
    try {
      if (this.holds && !signal.aborted) await once(signal, 'abort');
      for (;;) {
        for (; at < file.length && !signal.aborted; at++) {
          const { ns, text } = file[at];
          if (ns >= since) await onLine(`${isoOf(ns)} ${text}`, 0);
        }
        if (file !== instance.lines) {
          file = instance.lines;
          at = 0;
          continue;
        }
        if (follower.cut instanceof Error) throw follower.cut;
        const over = !query.follow || instance.ended || follower.cut;
        if (over || signal.aborted) return {};
        await new Promise<void>(resolve => {
          follower.wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    } finally {
      instance.followers.delete(follower);
      this.open--;
    }
  }

  #end(instance: Instance): void {
    instance.ended = true;
    for (const follower of instance.followers) follower.wake();
  }

  #changed(): void {
    for (const listener of this.listeners) listener();
  }

  #podObject(name: string): Pod {
    const pod = this.pods.get(name);
    if (!pod) throw failed(404);
    const names = [...pod.containers.keys()];
    const statuses = names.map((container): ContainerStatus => {
      const restartCount = pod.containers.get(container)!.length - 1;
      return {
        name: container,
        ready: true,
        restartCount,
        state: { running: {} },
        ...(restartCount > 0 && {
          lastState: { terminated: { exitCode: 1 } },
        }),
      };
    });
    return {
      kind: 'Pod',
      metadata: {
        name,
        namespace: 'shop',
        uid: pod.uid,
        resourceVersion: '1',
        creationTimestamp: '2026-03-01T00:00:00Z',
      },
      spec: {
        containers: names.map(one => ({ name: one, image: `${one}:1` })),
      },
      status: { phase: 'Running', containerStatuses: statuses },
    };
  }

  /** What the watch cache would have of it; a pod belongs to the app it begins with. */
  reader(): WorkloadReader {
    return {
      select: ({ selector }: Target) => {
        const { app } = selector.matchLabels ?? {};
        return [
          {
            cluster: this.name,
            pods: [...this.pods.keys()]
              .filter(name => !app || name.startsWith(`${app}-`))
              .map(name => this.#podObject(name)),
          } as unknown as WorkloadSnapshot,
        ];
      },
      get: () => undefined,
      health: () => [],
      onChange: listener => {
        const call = () => listener([], []);
        this.listeners.add(call);
        return () => this.listeners.delete(call);
      },
    };
  }
}

export function failed(status: number, reason = ''): KubernetesError {
  return new KubernetesError({ status, reason, message: `failed ${status}` });
}
