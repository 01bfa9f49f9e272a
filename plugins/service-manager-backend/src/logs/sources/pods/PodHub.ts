import type { ClustersService } from '@vtasker/backstage-plugin-service-manager-node';
import type {
  Target,
  WorkloadReader,
  WorkloadSnapshot,
} from '../../../workloads';
import { Broadcast } from '../../live';
import { nsOfDate } from '../../pure/instant';
import { ContainerFollower } from './ContainerFollower';
import { containerKey, containersOf, PodContainer } from './containers';
import type { FollowTimings } from './timings';

/** Containers that one service can have followed at a time. */
const MAX_CONTAINERS = 300;

export interface HubOptions {
  entityRef: string;
  target: Target | undefined;
  workloads: WorkloadReader;
  clusters: ClustersService;
  clock: () => Date;
  timings: FollowTimings;
  /** Nobody has watched for a while. */
  onIdle(): void;
}

/**
 * Everything that a service's containers write, once for all who watch: each
 * container is followed by one request, whether one person looks or fifty.
 */
export class PodHub {
  readonly #options: HubOptions;
  readonly #followers = new Map<string, ContainerFollower>();
  /** Followed to their end, while their pod is still there. */
  readonly #ended = new Set<string>();
  readonly #unsubscribe: () => void;
  readonly lines: Broadcast;
  /** Resolves when what was there at the start has been read. */
  readonly ready: Promise<void>;

  constructor(options: HubOptions) {
    this.#options = options;
    const { timings, workloads } = options;
    this.lines = new Broadcast(timings, () => {
      this.stop();
      options.onIdle();
    });
    this.#reconcile(false);
    this.ready = Promise.all(
      [...this.#followers.values()].map(({ caughtUp }) => caughtUp),
    ).then(() => this.lines.releaseAll());
    this.#unsubscribe = workloads.onChange(() => this.#reconcile(true));
  }

  get followed(): number {
    return this.#followers.size;
  }

  stop(): void {
    this.lines.stop();
    this.#unsubscribe();
    for (const follower of this.#followers.values()) follower.stop();
    this.#followers.clear();
  }

  containers(): PodContainer[] {
    return containersOf(this.#snapshots());
  }

  #snapshots(): WorkloadSnapshot[] {
    const { target, workloads } = this.#options;
    return target ? workloads.select(target) : [];
  }

  #reconcile(running: boolean): void {
    if (this.lines.stopped) return;
    const now = this.containers();
    const byKey = new Map(now.map(one => [containerKey(one), one]));
    for (const [key, container] of byKey) {
      if (!this.#followers.has(key) && !this.#ended.has(key)) {
        this.#follow(key, container, running);
      }
    }
    for (const [key, follower] of this.#followers) {
      follower.seen(byKey.get(key));
    }
    for (const key of this.#ended) if (!byKey.has(key)) this.#ended.delete(key);
  }

  #follow(key: string, container: PodContainer, running: boolean): void {
    const { clusters, entityRef, clock, timings } = this.#options;
    const cluster = clusters.get(container.cluster);
    if (!cluster || this.#followers.size >= MAX_CONTAINERS) return;
    const follower = new ContainerFollower({
      entityRef,
      cluster,
      container,
      clock,
      timings,
      fromBegin: running,
      onWhole: stream => this.lines.ring.setWhole(stream),
      onEntry: entry => {
        this.lines.line(entry);
        this.#releaseWhereInOrder();
      },
      onRecord: record => {
        if (record.type !== 'marker') {
          this.lines.tell(record);
          return;
        }
        this.lines.mark(record);
        this.#releaseWhereInOrder();
      },
    });
    this.#followers.set(key, follower);
    void follower.ended.then(() => {
      if (this.#followers.get(key) !== follower) return;
      this.#followers.delete(key);
      this.#ended.add(key);
    });
    if (!running) return;
    this.lines.tell({
      type: 'marker',
      ns: String(nsOfDate(clock())),
      kind: 'pod-joined',
      message: `${container.pod} (${container.container}) has joined.`,
      pod: container.pod,
      container: container.container,
    });
  }

  /** One container alone is in order by itself. */
  #releaseWhereInOrder(): void {
    if (this.#followers.size === 1) this.lines.releaseAll();
  }
}
