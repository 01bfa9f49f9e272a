import type { MetricPanelId } from '@vtasker/backstage-plugin-service-manager-common';
import { amount } from './amounts';
import { describeRule } from './rules';

describe('amount', () => {
  it.each<[MetricPanelId, number, string]>([
    ['cpu', 1.5, '1.5 cores'],
    ['cpu', 0.25, '250 m'],
    ['memory', 900 * 1024 ** 2, '900 MiB'],
    ['memory', 1536, '1.5 KiB'],
    ['memory', 0, '0 B'],
    ['network-receive', 2 * 1024 ** 3, '2 GiB/s'],
    ['errors', 0.123456, '12.35 %'],
    ['throttling', 0, '0 %'],
    ['requests', 12, '12/s'],
    ['latency', 0.25, '250 ms'],
    ['latency', 2, '2 s'],
    ['restarts', 3, '3'],
  ])('%s of %d is %s', (panel, value, text) => {
    expect(amount(panel, value)).toBe(text);
  });
});

describe('describeRule', () => {
  const common = {
    enabled: true,
    severity: 'warning',
    forSeconds: 300,
  } as const;

  it.each([
    [
      { ...common, kind: 'down' },
      'Failed or without a ready pod for 5 minutes, or stopped without anybody having stopped it',
    ],
    [
      {
        ...common,
        kind: 'restart-loop',
        forSeconds: 0,
        restarts: 3,
        windowSeconds: 900,
      },
      '3 restarts within 15 minutes',
    ],
    [
      { ...common, kind: 'metric', panel: 'latency', above: 0.5 },
      'Response time above 500 ms for 5 minutes',
    ],
    [
      {
        ...common,
        kind: 'metric',
        panel: 'replicas',
        above: 9,
        below: 2,
        forSeconds: 0,
      },
      'Replicas above 9 or below 2',
    ],
    [
      { ...common, kind: 'error-logs', perMinute: 10, forSeconds: 90 },
      'More than 10 error lines a minute for 90 seconds',
    ],
  ] as const)('%#', (definition, text) => {
    expect(describeRule(definition)).toBe(text);
  });
});
