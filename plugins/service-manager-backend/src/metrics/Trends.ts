import type { Trends } from '@vtasker/backstage-plugin-service-manager-common';
import type { WorkloadReader } from '../workloads';
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

type Curve = Pick<Trends['items'][string], 'cpu' | 'memory'>;

interface Derived {
  grid: Grid;
  at: number;
  curves: Map<string, Curve>;
}

/**
 * Small curves of all services, made at once out of what was sampled and kept
 * for half a minute; an answer only picks from them.
 */
export class ServiceTrends {
  private readonly workloads: WorkloadReader;
  private readonly sampler: Sampler;
  private readonly clock: () => Date;
  private derived?: Derived;
  private deriving?: Promise<Derived>;

  constructor(options: {
    workloads: WorkloadReader;
    sampler: Sampler;
    clock: () => Date;
  }) {
    this.workloads = options.workloads;
    this.sampler = options.sampler;
    this.clock = options.clock;
  }

  /** `all` are the services of the portal, `of` those that are asked for. */
  async read(
    all: () => Iterable<MetricScope>,
    of: MetricScope[],
  ): Promise<Omit<Trends, 'notices'>> {
    const { grid, curves } = await this.current(all);
    const items: Trends['items'] = {};
    for (const scope of of) {
      let curve = curves.get(scope.entityRef);
      if (!curve) {
        curve = this.curve(scope, grid);
        curves.set(scope.entityRef, curve);
      }
      items[scope.entityRef] = curve;
    }
    return { ...gridFields(grid), items };
  }

  private async current(all: () => Iterable<MetricScope>): Promise<Derived> {
    const now = this.clock().getTime();
    if (this.derived && now - this.derived.at < KEPT_MS) return this.derived;
    this.deriving ??= this.derive(all(), now).finally(() => {
      this.deriving = undefined;
    });
    return this.deriving;
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
    const curves = new Map<string, Curve>();
    let sliceEnd = performance.now() + SLICE_MS;
    for (const scope of all) {
      curves.set(scope.entityRef, this.curve(scope, grid));
      if (performance.now() > sliceEnd) {
        await new Promise(setImmediate);
        sliceEnd = performance.now() + SLICE_MS;
      }
    }
    this.derived = { grid, at: now, curves };
    return this.derived;
  }

  private curve({ target }: MetricScope, grid: Grid): Curve {
    if (!target) return {};
    const cpu: Values[] = [];
    const memory: Values[] = [];
    for (const { cluster, workload } of this.workloads.select(target)) {
      const table = this.sampler.of(cluster)?.table;
      if (!table) continue;
      const { kind, metadata } = workload;
      const key = ownerKey(metadata.namespace, kind, metadata.name);
      const columns = columnsOf(table, grid);
      for (const pod of table.podsOf(key)) {
        cpu.push(podValues(table, pod, columns, sample => sample.cpu));
        memory.push(podValues(table, pod, columns, sample => sample.memory));
      }
    }
    return { cpu: small(grid, cpu), memory: small(grid, memory) };
  }
}

function small(grid: Grid, all: Values[]): Values | undefined {
  const sum = sumValues(grid, all);
  return hasValue(sum) ? sum.map(value => rounded(value, 3)) : undefined;
}
