import type { Trends } from '@vtasker/backstage-plugin-service-manager-common';
import type { WorkloadReader } from '../workloads';
import type { ErrorCount, ErrorCounts } from './ErrorCounts';
import { gridFields, gridOf, Grid } from './pure/grid';
import { hasValue, rounded, sumValues, Values } from './pure/values';
import { columnsOf, podValues } from './samples/reading';
import { ownerKey } from './samples/owners';
import type { Sampler } from './samples/Sampler';
import type { MetricScope } from './types';

const RANGE_SECONDS = 30 * 60;
const STEP_SECONDS = 60;
/** How long deriving may hold up requests at a time. */
const SLICE_MS = 8;
/** A curve is drawn anew twice a minute, whoever asks. */
const KEPT_MS = 30_000;
const STALE_MS = 90_000;

type Curve = Trends['items'][string];

interface Derived {
  grid: Grid;
  at: number;
  curves: Map<string, Curve>;
  errors: Map<string, ErrorCount>;
}

/**
 * Small curves of all services, made at once out of what was sampled and kept
 * for half a minute; an answer only picks from them.
 */
export class ServiceTrends {
  private readonly workloads: WorkloadReader;
  private readonly sampler: Sampler;
  private readonly errorCounts: ErrorCounts;
  private readonly clusters: string[];
  private readonly clock: () => Date;
  private derived?: Derived;
  private deriving?: Promise<Derived>;

  constructor(options: {
    workloads: WorkloadReader;
    sampler: Sampler;
    errorCounts: ErrorCounts;
    clusters: string[];
    clock: () => Date;
  }) {
    this.workloads = options.workloads;
    this.sampler = options.sampler;
    this.errorCounts = options.errorCounts;
    this.clusters = options.clusters;
    this.clock = options.clock;
  }

  /** `all` are the services of the portal, `of` those that are asked for. */
  async read(
    all: () => Iterable<MetricScope>,
    of: MetricScope[],
  ): Promise<Trends> {
    const derived = await this.current(all);
    const { grid, curves, errors } = derived;
    const items: Trends['items'] = {};
    for (const scope of of) {
      let curve = curves.get(scope.entityRef);
      if (!curve) {
        curve = this.curve(scope, derived);
        curves.set(scope.entityRef, curve);
      }
      items[scope.entityRef] = curve;
    }
    return {
      ...gridFields(grid),
      items,
      notices: [...errors.values()].flatMap(({ notice }) => notice ?? []),
    };
  }

  private async current(all: () => Iterable<MetricScope>): Promise<Derived> {
    const now = this.clock().getTime();
    const age = now - (this.derived?.at ?? -Infinity);
    if (this.derived && age < KEPT_MS) return this.derived;
    this.deriving ??= this.derive(all(), now).finally(() => {
      this.deriving = undefined;
    });
    if (!this.derived || age >= STALE_MS) return this.deriving;
    // Nobody waits while the one before is of use; who waits later is told.
    this.deriving.catch(() => {});
    return this.derived;
  }

  private async derive(
    all: Iterable<MetricScope>,
    now: number,
  ): Promise<Derived> {
    const until = now / 1000;
    const grid = gridOf(
      { from: until - RANGE_SECONDS, until },
      RANGE_SECONDS,
      STEP_SECONDS,
    );
    const errors = new Map<string, ErrorCount>();
    await Promise.all(
      this.clusters.map(async cluster => {
        errors.set(cluster, await this.errorCounts.of(cluster));
      }),
    );
    const curves = new Map<string, Curve>();
    const derived = { grid, at: now, curves, errors };
    let sliceEnd = performance.now() + SLICE_MS;
    for (const scope of all) {
      curves.set(scope.entityRef, this.curve(scope, derived));
      if (performance.now() > sliceEnd) {
        await new Promise(setImmediate);
        sliceEnd = performance.now() + SLICE_MS;
      }
    }
    this.derived = derived;
    return derived;
  }

  private curve({ target }: MetricScope, derived: Derived): Curve {
    if (!target) return {};
    const { grid, errors } = derived;
    let errorLines: number | undefined;
    const cpu: Values[] = [];
    const memory: Values[] = [];
    for (const { cluster, workload } of this.workloads.select(target)) {
      const counts = errors.get(cluster)?.counts;
      const table = this.sampler.of(cluster)?.table;
      if (!table) continue;
      if (counts) errorLines ??= 0;
      const { kind, metadata } = workload;
      const key = ownerKey(metadata.namespace, kind, metadata.name);
      const columns = columnsOf(table, grid);
      for (const pod of table.podsOf(key)) {
        errorLines = add(errorLines, counts?.get(pod.key));
        cpu.push(podValues(table, pod, columns, sample => sample.cpu));
        memory.push(podValues(table, pod, columns, sample => sample.memory));
      }
    }
    return { cpu: small(grid, cpu), memory: small(grid, memory), errorLines };
  }
}

function add(sum: number | undefined, more: number | undefined) {
  return more === undefined ? sum : (sum ?? 0) + more;
}

function small(grid: Grid, all: Values[]): Values | undefined {
  const sum = sumValues(grid, all);
  return hasValue(sum) ? sum.map(value => rounded(value, 3)) : undefined;
}
