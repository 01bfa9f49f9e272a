/** A number of Kubernetes that is not known: of no use as a real one. */
const UNKNOWN = 0xffff;
const PODS_PER_CHUNK = 256;

/** What was seen of a pod in one round. */
export interface PodSample {
  /** Cores; undefined where the metrics API has nothing of it. */
  cpu?: number;
  /** Bytes. */
  memory?: number;
  ready: boolean;
  /** Of all its containers, so far. */
  restarts: number;
}

/** A pod and the workload that it belongs to. */
export interface SampledPod {
  key: string;
  name: string;
  owner: string;
}

interface Row extends SampledPod {
  slot: number;
  lastRound: number;
}

/** The samples of some pods: a row a pod, a column a round. */
interface Chunk {
  cpu: Float32Array;
  memory: Float32Array;
  /** The lowest bit: ready; above it: restarts. */
  state: Uint16Array;
}

/**
 * The last rounds of samples of one cluster, in typed arrays: a pod takes ten
 * bytes a round, whatever the number of readers. Memory is kept as a 32-bit
 * float, which is right to one part in ten million.
 */
export class SampleTable {
  readonly rounds: number;
  private readonly times: Float64Array;
  private readonly rows = new Map<string, Row>();
  private readonly byOwner = new Map<string, Set<Row>>();
  private readonly desired = new Map<string, Int32Array>();
  private readonly chunks: Chunk[] = [];
  private readonly free: number[] = [];
  private round = -1;

  constructor(rounds: number) {
    this.rounds = rounds;
    this.times = new Float64Array(rounds).fill(NaN);
  }

  /** Begins a round, in place of the oldest one. Milliseconds since 1970. */
  begin(at: number): void {
    this.round++;
    const column = this.round % this.rounds;
    this.times[column] = at;
    for (const chunk of this.chunks) clear(chunk, column, this.rounds);
    for (const counts of this.desired.values()) counts[column] = -1;
  }

  /** Whether it is known, so that nobody looks for its owner again. */
  has(key: string): boolean {
    return this.rows.has(key);
  }

  add(pod: SampledPod): void {
    const slot = this.free.pop() ?? this.newSlot();
    const row: Row = { ...pod, slot, lastRound: this.round };
    this.rows.set(pod.key, row);
    const siblings = this.byOwner.get(pod.owner) ?? new Set();
    this.byOwner.set(pod.owner, siblings.add(row));
  }

  put(key: string, sample: PodSample): void {
    const row = this.rows.get(key);
    if (!row) return;
    row.lastRound = this.round;
    const [chunk, at] = this.place(row.slot, this.round % this.rounds);
    chunk.cpu[at] = sample.cpu ?? NaN;
    chunk.memory[at] = sample.memory ?? NaN;
    chunk.state[at] =
      Math.min(sample.restarts, (UNKNOWN >> 1) - 1) * 2 +
      (sample.ready ? 1 : 0);
  }

  putDesired(owner: string, replicas: number): void {
    let counts = this.desired.get(owner);
    if (!counts) {
      counts = new Int32Array(this.rounds).fill(-1);
      this.desired.set(owner, counts);
    }
    counts[this.round % this.rounds] = replicas;
  }

  /** Lets go of what has not been seen in any round that is kept. */
  end(): void {
    for (const row of this.rows.values()) {
      if (this.round - row.lastRound >= this.rounds) this.drop(row);
    }
    for (const [owner, counts] of this.desired) {
      if (counts.every(count => count < 0)) this.desired.delete(owner);
    }
  }

  /** The rounds that are kept, the oldest first. */
  history(): Array<{ at: number; column: number }> {
    const first = Math.max(0, this.round - this.rounds + 1);
    return Array.from({ length: this.round - first + 1 }, (_, i) => {
      const column = (first + i) % this.rounds;
      return { at: this.times[column], column };
    });
  }

  podsOf(owner: string): SampledPod[] {
    return [...(this.byOwner.get(owner) ?? [])];
  }

  /** Undefined where the pod was not seen in the round. */
  read(key: string, column: number): PodSample | undefined {
    const row = this.rows.get(key);
    if (!row) return undefined;
    const [chunk, at] = this.place(row.slot, column);
    if (chunk.state[at] === UNKNOWN) return undefined;
    return {
      cpu: known(chunk.cpu[at]),
      memory: known(chunk.memory[at]),
      ready: chunk.state[at] % 2 === 1,
      restarts: chunk.state[at] >> 1,
    };
  }

  desiredOf(owner: string, column: number): number | undefined {
    const count = this.desired.get(owner)?.[column] ?? -1;
    return count < 0 ? undefined : count;
  }

  /** Of the arrays alone. */
  get bytes(): number {
    return (
      this.chunks.length * PODS_PER_CHUNK * this.rounds * 10 +
      this.desired.size * this.rounds * 4
    );
  }

  get pods(): number {
    return this.rows.size;
  }

  private place(slot: number, column: number): [Chunk, number] {
    return [
      this.chunks[Math.floor(slot / PODS_PER_CHUNK)],
      (slot % PODS_PER_CHUNK) * this.rounds + column,
    ];
  }

  private newSlot(): number {
    const size = PODS_PER_CHUNK * this.rounds;
    const first = this.chunks.length * PODS_PER_CHUNK;
    this.chunks.push({
      cpu: new Float32Array(size).fill(NaN),
      memory: new Float32Array(size).fill(NaN),
      state: new Uint16Array(size).fill(UNKNOWN),
    });
    for (let i = PODS_PER_CHUNK - 1; i > 0; i--) this.free.push(first + i);
    return first;
  }

  private drop(row: Row): void {
    this.rows.delete(row.key);
    const siblings = this.byOwner.get(row.owner);
    siblings?.delete(row);
    if (siblings?.size === 0) this.byOwner.delete(row.owner);
    // Every column of it was cleared since it was last seen.
    this.free.push(row.slot);
  }
}

function clear(chunk: Chunk, column: number, rounds: number): void {
  for (let at = column; at < chunk.state.length; at += rounds) {
    chunk.cpu[at] = NaN;
    chunk.memory[at] = NaN;
    chunk.state[at] = UNKNOWN;
  }
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
