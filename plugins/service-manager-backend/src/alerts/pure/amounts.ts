import {
  metricPanelFacts,
  type MetricPanelId,
  type MetricUnit,
} from '@vtasker/backstage-plugin-service-manager-common';

/** How much of which size is written: the largest that leaves a whole part. */
type Sizes = Array<[size: number, after: string]>;

const bytes: Sizes = [
  [1024 ** 3, ' GiB'],
  [1024 ** 2, ' MiB'],
  [1024, ' KiB'],
  [1, ' B'],
];
const sizes: Record<MetricUnit, Sizes> = {
  cores: [
    [1, ' cores'],
    [0.001, ' m'],
  ],
  bytes,
  'bytes-per-second': bytes.map(([size, after]) => [size, `${after}/s`]),
  ratio: [[0.01, ' %']],
  'per-second': [[1, '/s']],
  seconds: [
    [1, ' s'],
    [0.001, ' ms'],
  ],
  count: [[1, '']],
};

/** A value of a panel as people say it: `900 MiB`, `12 %`, `250 ms`. */
export function amount(panel: MetricPanelId, value: number): string {
  const known = sizes[metricPanelFacts[panel].unit];
  const [size, after] =
    known.find(([one]) => Math.abs(value) >= one) ?? known.at(-1)!;
  return `${rounded(value / size)}${after}`;
}

/** What a panel shows, as its tab calls it. */
export function panelTitle(panel: MetricPanelId): string {
  return metricPanelFacts[panel].title;
}

export function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}
