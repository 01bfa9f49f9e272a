import type {
  MetricPanelId,
  MetricSeries,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { Grid } from '../pure/grid';
import { hasValue, sumValues, Values } from '../pure/values';
import type {
  MetricRequest,
  MetricSource,
  PanelPart,
  Place,
  SourceAnswer,
} from '../types';
import { columnsOf, coveredFrom, podValues } from './reading';
import { ownerKey } from './owners';
import type { SampledCluster, Sampler } from './Sampler';
import type { PodSample, SampledPod } from './SampleTable';

const EVERY_SECONDS = 30;
/** Older than this, a sample is not the value now. */
const NOW_MS = 90_000;

const ofSample: Partial<
  Record<MetricPanelId, (sample: PodSample) => number | undefined>
> = {
  cpu: ({ cpu }) => cpu,
  memory: ({ memory }) => memory,
  replicas: ({ ready }) => (ready ? 1 : 0),
  restarts: ({ restarts }) => restarts,
};

/**
 * The last half hour of the metrics API and of the watch cache, as the sampler
 * keeps it. Asks nobody.
 */
export class MetricsApiSource implements MetricSource {
  readonly kind = 'metrics-api';
  private readonly sampler: Sampler;
  private readonly clock: () => Date;

  constructor(options: { sampler: Sampler; clock: () => Date }) {
    this.sampler = options.sampler;
    this.clock = options.clock;
  }

  measuredEvery(): number {
    return EVERY_SECONDS;
  }

  heldSince(cluster: string): Date {
    const oldest = this.sampler.of(cluster)?.table.history()[0];
    return oldest ? new Date(oldest.at) : this.clock();
  }

  async read(place: Place, request: MetricRequest): Promise<SourceAnswer> {
    const known = this.sampler.of(place.cluster);
    const cluster = known?.table.history().length ? known : undefined;
    const panels = new Map<MetricPanelId, PanelPart>();
    for (const id of request.panels) {
      const of = ofSample[id];
      if (!of) panels.set(id, { series: [], empty: onlyPrometheus(place) });
      else if (!cluster) panels.set(id, { series: [], empty: notYet(place) });
      else panels.set(id, this.panel(id, of, place, cluster, request));
    }
    return {
      kind: this.kind,
      why: `No Prometheus is configured for ${place.cluster}: the portal keeps the last half hour of its metrics API.`,
      panels,
      coveredFrom: cluster && coveredFrom(cluster.table, request.grid),
      notices: [],
    };
  }

  async latest(
    place: Place,
    panel: MetricPanelId,
  ): Promise<number | undefined> {
    const of = ofSample[panel];
    const table = this.sampler.of(place.cluster)?.table;
    const last = table?.history().at(-1);
    if (!of || !last || this.clock().getTime() - last.at > NOW_MS) {
      return undefined;
    }
    const seen = podsOf(place, this.sampler.of(place.cluster)!).flatMap(
      ({ key }) => table!.read(key, last.column) ?? [],
    );
    const values = seen.map(of).filter(value => value !== undefined);
    // Without a pod there is nothing ready, and nothing to be measured.
    if (!values.length) return panel === 'replicas' ? 0 : undefined;
    return values.reduce((sum, value) => sum + value, 0);
  }

  private panel(
    id: MetricPanelId,
    of: (sample: PodSample) => number | undefined,
    place: Place,
    cluster: SampledCluster,
    { grid, by }: MetricRequest,
  ): PanelPart {
    const { table } = cluster;
    const columns = columnsOf(table, grid);
    const pods = podsOf(place, cluster);
    const each = pods.map(pod => ({
      pod,
      values: podValues(table, pod, columns, of),
    }));
    if (id === 'replicas') {
      return { series: replicas(place, cluster, columns, grid, each) };
    }
    const series = (
      by === 'pod'
        ? each.map(
            ({ pod, values }): MetricSeries => ({
              name: pod.name,
              role: 'value',
              pod: pod.name,
              values,
            }),
          )
        : [
            {
              name: 'All pods',
              role: 'value' as const,
              values: sumValues(
                grid,
                each.map(({ values }) => values),
              ),
            },
          ]
    ).filter(({ values }) => hasValue(values));
    return series.length
      ? { series }
      : { series: [], empty: whyEmpty(place, cluster, pods, columns) };
  }
}

function podsOf({ workloads }: Place, { table }: SampledCluster): SampledPod[] {
  return workloads.flatMap(({ workload: { kind, metadata } }) =>
    table.podsOf(ownerKey(metadata.namespace, kind, metadata.name)),
  );
}

/** Where there was a round and no pod, none was ready: that is known. */
function replicas(
  { workloads }: Place,
  { table }: SampledCluster,
  columns: Array<number | undefined>,
  grid: Grid,
  each: Array<{ values: Values }>,
): MetricSeries[] {
  const ready = sumValues(grid, [
    columns.map(column => (column === undefined ? null : 0)),
    ...each.map(({ values }) => values),
  ]);
  const desired = sumValues(
    grid,
    workloads.map(({ workload: { kind, metadata } }) => {
      const key = ownerKey(metadata.namespace, kind, metadata.name);
      return columns.map(column =>
        column === undefined ? null : table.desiredOf(key, column) ?? null,
      );
    }),
  );
  const all: MetricSeries[] = [
    { name: 'Ready', role: 'value', values: ready },
    { name: 'Desired', role: 'desired', values: desired },
  ];
  return all.filter(({ values }) => hasValue(values));
}

const CONFIGURE =
  'Name a Prometheus under service-manager.prometheus in the configuration.';

function onlyPrometheus({ cluster }: Place): PanelPart['empty'] {
  return {
    why: `The metrics API of ${cluster} knows CPU and memory only.`,
    nextStep: CONFIGURE,
  };
}

function notYet({ cluster }: Place): PanelPart['empty'] {
  return {
    why: `Nothing of ${cluster} was sampled yet.`,
    nextStep: 'Wait for half a minute.',
  };
}

function whyEmpty(
  { cluster }: Place,
  { usage, table }: SampledCluster,
  pods: SampledPod[],
  columns: Array<number | undefined>,
): NonNullable<PanelPart['empty']> {
  if (columns.every(column => column === undefined)) {
    const history = table.history();
    const since = history.length
      ? ` since ${new Date(history[0].at).toISOString()}`
      : '';
    return history.length < table.rounds
      ? {
          why: `The portal has watched ${cluster} only${since}.`,
          nextStep: 'Wait for half a minute, or choose a later range.',
        }
      : {
          why: `Only the last half hour is kept of ${cluster},${since}.`,
          nextStep: `Choose a later range. ${CONFIGURE}`,
        };
  }
  if (usage === 'absent') {
    return {
      why: `${cluster} does not serve metrics.k8s.io.`,
      nextStep: `Install metrics-server there, or: ${CONFIGURE}`,
    };
  }
  if (usage === 'forbidden') {
    return {
      why: `The portal may not read metrics.k8s.io of ${cluster}.`,
      nextStep:
        'Allow it to list pods of metrics.k8s.io there (deploy/rbac.yaml).',
    };
  }
  if (!pods.length) {
    return { why: `No pod of the service ran in ${cluster} in this time.` };
  }
  return usage === 'failed'
    ? {
        why: `The metrics API of ${cluster} does not answer.`,
        nextStep: 'It is asked again twice a minute.',
      }
    : {
        why: `The metrics API of ${cluster} has no values of these pods.`,
        nextStep: 'Of a new pod the first ones come after about a minute.',
      };
}
