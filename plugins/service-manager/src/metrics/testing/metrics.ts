import type {
  MetricPanel,
  Metrics,
} from '@vtasker/backstage-plugin-service-manager-common';

export const FROM = '2026-03-01T12:00:00.000Z';
const STEPS = 61;

export function aPanel(overrides: Partial<MetricPanel> = {}): MetricPanel {
  return {
    id: 'cpu',
    title: 'CPU',
    unit: 'cores',
    series: [
      {
        name: 'use',
        role: 'value',
        values: Array.from({ length: STEPS }, (_, at) => 0.2 + at / 1000),
      },
      { name: 'limit', role: 'limit', values: Array(STEPS).fill(0.5) },
    ],
    warnings: [],
    ...overrides,
  };
}

/** An hour of a service, a value a minute. */
export function someMetrics(overrides: Partial<Metrics> = {}): Metrics {
  return {
    source: 'prometheus',
    why: 'It is configured for the cluster.',
    from: FROM,
    stepSeconds: 60,
    steps: STEPS,
    panels: [
      aPanel(),
      aPanel({
        id: 'memory',
        title: 'Memory',
        unit: 'bytes',
        series: [
          {
            name: 'use',
            role: 'value',
            values: Array.from({ length: STEPS }, (_, at) =>
              at === 30 ? null : 256 * 1024 ** 2,
            ),
          },
        ],
      }),
      aPanel({
        id: 'requests',
        title: 'Requests',
        unit: 'per-second',
        series: [],
        empty: {
          why: 'The service counts no requests.',
          nextStep: 'Export http_requests_total.',
        },
      }),
    ],
    markers: [
      {
        at: '2026-03-01T12:30:00.000Z',
        kind: 'deploy',
        label: 'v2.2.0 by anna',
        operationId: 'op-1',
      },
    ],
    notices: [],
    ...overrides,
  };
}
