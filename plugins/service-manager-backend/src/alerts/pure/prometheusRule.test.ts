import fc from 'fast-check';
import { snapshotOf } from '../../metrics/__testUtils__/places';
import { prometheusRule, promDuration } from './prometheusRule';

const numbers = { downSeconds: 300, restarts: 3, windowSeconds: 900 };
const options = { numbers, labels: { release: 'monitoring' } };
const web = { entityRef: 'component:default/web', title: 'Web shop' };
const workloads = [
  snapshotOf('Deployment', 'web', { replicaSets: ['web-7d4b9c6f8d'] }),
  snapshotOf('StatefulSet', 'db'),
  snapshotOf('CronJob', 'report'),
  snapshotOf('Deployment', 'other', { namespace: 'garden' }),
];
const generate = (subject = web) =>
  prometheusRule(subject, 'shop', workloads, options)!;
const rulesOf = (subject = web) => generate(subject).spec.groups[0].rules;

describe('prometheusRule', () => {
  it('watches what is in its namespace, by what each kind tells', () => {
    expect(rulesOf().map(rule => [rule.alert, rule.for])).toEqual([
      ['ServiceDown', '5m'],
      ['ServiceDegraded', '15m'],
      ['ServiceDown', '5m'],
      ['ServiceDegraded', '15m'],
      ['ServiceJobFailed', undefined],
      ['ServiceRestartLoop', undefined],
    ]);
    expect(rulesOf()[0]).toEqual({
      alert: 'ServiceDown',
      expr: 'kube_deployment_status_replicas_available{namespace="shop",deployment=~"web"} == 0 and on (namespace, deployment) kube_deployment_spec_replicas{namespace="shop",deployment=~"web"} > 0',
      for: '5m',
      labels: { severity: 'critical', entity_ref: 'component:default/web' },
      annotations: {
        summary: 'Web shop: Deployment {{ $labels.deployment }} is down',
        description: expect.stringContaining('for 5m'),
      },
    });
  });

  it('keeps every selector to the namespace and to names in it', () => {
    for (const { expr } of rulesOf()) {
      const selectors = expr.match(/kube_\w+(\{[^}]*\})?/g)!;
      for (const selector of selectors) {
        expect(selector).toMatch(
          /\{namespace="shop",(deployment|statefulset|daemonset|pod|job_name)=~"[^"]/,
        );
      }
      expect(expr).not.toContain('other');
    }
  });

  it('carries the labels by which a Prometheus picks it, and the entity', () => {
    expect(generate().metadata).toEqual({
      name: 'service-manager-web-112f1589',
      namespace: 'shop',
      labels: {
        'app.kubernetes.io/managed-by': 'service-manager',
        release: 'monitoring',
      },
      annotations: { 'service-manager.io/entity': 'component:default/web' },
    });
  });

  it('is nothing where there is nothing to watch', () => {
    expect(prometheusRule(web, 'empty', workloads, options)).toBeUndefined();
  });

  it('a title is text: braces would be a template that Prometheus runs', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('{', '}', '{{', ' query "up" ', '}}', 'a', '\n'),
          { maxLength: 12 },
        ),
        parts => {
          const title = parts.join('');
          for (const { annotations } of rulesOf({ ...web, title })) {
            const left = annotations.summary.replace(
              /\{\{ \$labels\.\w+ \}\}/g,
              '',
            );
            expect(left).not.toMatch(/[{}\n]/);
          }
        },
      ),
    );
  });

  it('has a name that the API takes and that no other entity has', () => {
    const names = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,61}[a-z]$/);
    fc.assert(
      fc.property(names, names, (one, other) => {
        const [a, b] = [one, other].map(
          name =>
            generate({ ...web, entityRef: `component:default/${name}` })
              .metadata.name,
        );
        expect(a).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
        expect(a.length).toBeLessThanOrEqual(63);
        expect(a === b).toBe(one === other);
      }),
    );
  });

  it.each([
    [300, '5m'],
    [90, '90s'],
    [3_600, '1h'],
    [86_400, '24h'],
    [0, '0s'],
  ])('%i seconds are %s', (seconds, text) => {
    expect(promDuration(seconds)).toBe(text);
  });
});
