/** One sample on a page of metrics. @public */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
  /** Milliseconds since 1970. Prometheus takes its own time when absent. */
  timeMillis?: number;
}

function number(value: number): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? '+Inf' : '-Inf';
  }
  return String(value);
}

function escaped(value: string): string {
  return value
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/"/g, '\\"');
}

/** `name{label="value"}`, as in Prometheus' text format and in OpenMetrics. */
export function seriesText(
  name: string,
  labels: Record<string, string>,
): string {
  const inside = Object.entries(labels)
    .map(([key, value]) => `${key}="${escaped(value)}"`)
    .join(',');
  return `${name}{${inside}}`;
}

/** A page in Prometheus' text format. */
export function metricsPage(
  samples: Sample[],
  types: Record<string, 'counter' | 'gauge'>,
): string {
  const byName = new Map<string, Sample[]>();
  for (const sample of samples) {
    byName.set(sample.name, [...(byName.get(sample.name) ?? []), sample]);
  }
  const lines = [...byName].flatMap(([name, group]) => [
    `# TYPE ${name} ${types[name] ?? 'untyped'}`,
    ...group.map(
      ({ labels, value, timeMillis }) =>
        `${seriesText(name, labels)} ${number(value)}${
          timeMillis === undefined ? '' : ` ${Math.round(timeMillis)}`
        }`,
    ),
  ]);
  return `${lines.join('\n')}\n`;
}

/** A series as it was in the past. @public */
export interface SeriesHistory {
  name: string;
  labels: Record<string, string>;
  /** Unix seconds (fractions allowed) and value, in order. Leave out what was not measured. */
  points: [timeSeconds: number, value: number][];
}

/** What `promtool tsdb create-blocks-from openmetrics` reads. */
export function openMetrics(history: SeriesHistory[]): string {
  const names = [...new Set(history.map(series => series.name))];
  const lines = names.flatMap(name => [
    // OpenMetrics wants counters to be declared without their ending, and only then allows it.
    `# TYPE ${name} unknown`,
    ...history
      .filter(series => series.name === name)
      .flatMap(({ labels, points }) =>
        points.map(
          ([time, value]) =>
            `${seriesText(name, labels)} ${number(value)} ${time.toFixed(3)}`,
        ),
      ),
  ]);
  return `${lines.join('\n')}\n# EOF\n`;
}
