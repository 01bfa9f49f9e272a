import type { FakeServer } from '../src/testing';
import {
  ago,
  alertRoutes,
  anAlert,
  anOffer,
  FakeAlerts,
  HOUR,
  MINUTE,
  someAlerts,
  someRules,
} from '../src/testing';

const why =
  'You have no permission to change what this service is watched for (service-manager.service.alerts.manage). Ask its owner, managers.';
const live = anOffer().yaml.replace('for: 5m', 'for: 10m');

const firing = [
  anAlert({
    description:
      'Of 1,240 requests in the last five minutes 154 were answered with 500. Deploys and the database are the usual causes.',
  }),
  anAlert({
    id: 'own:memory',
    name: 'MetricThreshold',
    state: 'pending',
    severity: 'warning',
    summary: 'memory is 734003200, above 536870912',
    since: ago(4 * MINUTE),
    value: '734003200',
    source: 'service-manager',
    cluster: undefined,
    labels: {},
    runbookUrl: undefined,
    ruleId: 'memory',
  }),
  anAlert({
    id: 'am:3',
    name: 'CertificateExpiresSoon',
    severity: 'info',
    source: 'alertmanager',
    summary: 'The certificate of project-manager.example expires in 12 days.',
    since: ago(50 * HOUR),
    notSilenceable:
      'No Alertmanager is configured for prod-eu. Add service-manager.alertmanager to the configuration.',
  }),
  anAlert({
    id: 'prometheus:2',
    name: 'KubePodNotReady',
    severity: 'warning',
    summary: 'Pod project-manager-7d9c5b6f4-abcde is not ready.',
    since: ago(3 * HOUR),
    silences: [
      {
        id: 's-1',
        by: 'user:default/anna',
        reason: 'The node is being replaced, see CHG-1204',
        from: ago(HOUR),
        until: new Date(Date.now() + HOUR + MINUTE).toISOString(),
      },
    ],
  }),
];

const states: Record<string, () => FakeAlerts> = {
  running: () => new FakeAlerts(),
  degraded: () =>
    new FakeAlerts(
      someAlerts({
        alerts: firing,
        rules: someRules.map((rule, at) =>
          at === 2 ? { ...rule, state: 'pending' } : rule,
        ),
        sources: [
          { kind: 'prometheus', name: 'prometheus.eu' },
          {
            kind: 'alertmanager',
            name: 'alerts.eu',
            problem: 'it did not answer within 30 s',
          },
        ],
        notices: [
          'Alertmanager alerts.eu does not answer: silences are not known.',
        ],
      }),
      [
        anOffer({ state: 'different', liveYaml: live }),
        anOffer({ cluster: 'prod-us' }),
        anOffer({
          cluster: 'test',
          state: 'unsupported',
          problem: 'The cluster does not know the kind PrometheusRule.',
        }),
      ],
    ),
  failed: () =>
    new FakeAlerts(
      someAlerts({
        alerts: firing.slice(0, 2),
        rules: someRules.map(rule => ({
          ...rule,
          state: 'unknown' as const,
          problem: 'prod-eu does not answer, so it is not known.',
        })),
        may: {
          silence: { allowed: false, reason: why },
          manage: { allowed: false, reason: why },
        },
      }),
    ),
};

/** Alerts of the scenarios: quiet ones, many, and none that one may touch. */
export function answerAlerts(server: FakeServer): FakeServer {
  const made = new Map<string, FakeAlerts>();
  const of = (name: string) => {
    const fake = made.get(name) ?? (states[name] ?? states.running)();
    made.set(name, fake);
    return fake;
  };
  for (const route of alertRoutes) {
    server.on(route, call => of(call.params.name).handle(route, call));
  }
  return server;
}
