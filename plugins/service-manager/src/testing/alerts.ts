import type {
  Alert,
  AlertRemoval,
  AlertRule,
  Alerts,
  Incidents,
  PrometheusRuleOffer,
} from '@vtasker/backstage-plugin-service-manager-common';
import { FakeApiError, type FakeCall, type FakeServer } from './fakeServer';
import { ago, HOUR, MINUTE } from './fixtures';

export function anAlert(overrides: Partial<Alert> = {}): Alert {
  return {
    id: 'prometheus:1',
    name: 'HighErrorRate',
    state: 'firing',
    severity: 'critical',
    summary: 'project-manager answers 12 % of its requests with an error.',
    // Half a minute more: clocks that tick may lag behind.
    since: ago(12.5 * MINUTE),
    value: '0.124',
    source: 'prometheus',
    cluster: 'prod-eu',
    labels: {
      alertname: 'HighErrorRate',
      namespace: 'manager-agent-ai',
      severity: 'critical',
    },
    runbookUrl: 'https://runbooks.example/high-error-rate',
    silences: [],
    ...overrides,
  };
}

export function aRule(overrides: Partial<AlertRule> = {}): AlertRule {
  return {
    id: 'default:down',
    definition: {
      kind: 'down',
      enabled: true,
      severity: 'critical',
      forSeconds: 300,
    },
    origin: 'default',
    state: 'inactive',
    summary:
      'Failed or without a ready pod for 5 minutes, or stopped without anybody having stopped it',
    ...overrides,
  };
}

export const someRules: AlertRule[] = [
  aRule(),
  aRule({
    id: 'default:restart-loop',
    definition: {
      kind: 'restart-loop',
      enabled: true,
      severity: 'warning',
      forSeconds: 0,
      restarts: 3,
      windowSeconds: 900,
    },
    summary: '3 restarts within 15 minutes',
  }),
  aRule({
    id: 'memory',
    definition: {
      kind: 'metric',
      enabled: true,
      severity: 'warning',
      forSeconds: 600,
      panel: 'memory',
      above: 512 * 1024 ** 2,
    },
    origin: 'service',
    summary: 'memory above 536870912 for 10 minutes',
    changedBy: 'user:default/anna',
    changedAt: ago(50 * HOUR),
  }),
];

export function someAlerts(overrides: Partial<Alerts> = {}): Alerts {
  return {
    alerts: [],
    rules: someRules,
    notices: [],
    sources: [],
    may: { silence: { allowed: true }, manage: { allowed: true } },
    ...overrides,
  };
}

export function anOffer(
  overrides: Partial<PrometheusRuleOffer> = {},
): PrometheusRuleOffer {
  return {
    cluster: 'prod-eu',
    namespace: 'manager-agent-ai',
    name: 'project-manager',
    yaml: `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: project-manager
  namespace: manager-agent-ai
spec:
  groups:
    - name: project-manager
      rules:
        - alert: ServiceDown
          expr: kube_deployment_status_replicas_available{namespace="manager-agent-ai",deployment="project-manager"} == 0
          for: 5m
          labels:
            severity: critical
          annotations:
            summary: project-manager is down
`,
    state: 'absent',
    ...overrides,
  };
}

/** All routes about alerts. */
export const alertRoutes = [
  'listAlerts',
  'silenceAlert',
  'endSilence',
  'restoreSilence',
  'saveAlertRule',
  'deleteAlertRule',
  'restoreAlertRule',
  'listIncidents',
  'listPrometheusRules',
  'applyPrometheusRules',
] as const;

type AlertRoute = (typeof alertRoutes)[number];

/** The alerts of one service as a backend keeps them, to read and to change. */
export class FakeAlerts {
  alerts: Alerts;
  offers: PrometheusRuleOffer[];
  /** What has fired; answers a page. */
  past: (query: Record<string, string>) => Incidents = ({ from }) => ({
    items: [],
    from,
    until: new Date().toISOString(),
    timeline: [],
    keptDays: 400,
    sources: [],
    notices: [],
  });
  readonly #undo = new Map<string, () => void>();
  #made = 0;

  constructor(alerts: Alerts = someAlerts(), offers = [anOffer()]) {
    this.alerts = alerts;
    this.offers = offers;
  }

  /** Answers all routes about alerts from here. */
  answer(server: FakeServer): FakeServer {
    for (const route of alertRoutes) {
      server.on(route, call => this.handle(route, call));
    }
    return server;
  }

  /** Answers one call. */
  handle(route: AlertRoute, call: Pick<FakeCall, 'body' | 'query'>): any {
    const { body, query } = call;
    switch (route) {
      case 'listAlerts':
        return this.alerts;
      case 'silenceAlert':
        return this.#silence(body);
      case 'endSilence':
        return this.#endSilence(body.silenceId);
      case 'restoreSilence':
      case 'restoreAlertRule':
        return this.#restore(body.id);
      case 'listIncidents':
        return this.past(query);
      case 'saveAlertRule':
        return this.#save(body);
      case 'deleteAlertRule':
        return this.#remove(body.id);
      case 'listPrometheusRules':
        return { items: this.offers };
      default:
        this.offers = this.offers.map(offer =>
          offer.state === 'unsupported'
            ? offer
            : { ...offer, state: 'same', liveYaml: undefined },
        );
        return { items: this.offers };
    }
  }

  #silence(body: { alertId: string; reason: string; until: string }) {
    const silence = {
      id: `silence-${(this.#made += 1)}`,
      by: 'user:default/anna',
      reason: body.reason,
      from: new Date().toISOString(),
      until: body.until,
    };
    this.#change(alert =>
      alert.id === body.alertId
        ? { ...alert, silences: [...alert.silences, silence] }
        : alert,
    );
    return silence;
  }

  #change(change: (alert: Alert) => Alert) {
    const { alerts } = this.alerts;
    this.alerts = { ...this.alerts, alerts: alerts.map(change) };
  }

  #save(body: { id?: string; definition: AlertRule['definition'] }): AlertRule {
    const { rules } = this.alerts;
    const before = rules.find(({ id }) => id === body.id);
    if (body.id && !before) {
      throw new FakeApiError(404, { message: 'The service has no such rule.' });
    }
    const rule: AlertRule = {
      id: body.id ?? `made-${(this.#made += 1)}`,
      definition: body.definition,
      origin: before?.origin ?? 'service',
      state: body.definition.enabled ? 'inactive' : 'disabled',
      summary: 'A rule',
      changedBy: 'user:default/anna',
      changedAt: new Date().toISOString(),
    };
    this.alerts = {
      ...this.alerts,
      rules: before
        ? rules.map(each => (each === before ? rule : each))
        : [...rules, rule],
    };
    return rule;
  }

  #endSilence(silenceId: string) {
    const ended = this.alerts.alerts.find(({ silences }) =>
      silences.some(({ id }) => id === silenceId),
    );
    const silence = ended?.silences.find(({ id }) => id === silenceId);
    if (!ended || !silence) return {};
    this.#change(alert => ({
      ...alert,
      silences: alert.silences.filter(({ id }) => id !== silenceId),
    }));
    const removed = this.#remember(
      {
        kind: 'silence',
        of: ended.name,
        reason: silence.reason,
        ends: silence.until,
      },
      () =>
        this.#change(alert =>
          alert.id === ended.id
            ? { ...alert, silences: [...alert.silences, silence] }
            : alert,
        ),
    );
    return { removed };
  }

  #remember(
    what:
      | { kind: 'silence'; of: string; reason: string; ends: string }
      | {
          kind: 'rule';
          definition: AlertRule['definition'];
          origin: AlertRule['origin'];
        },
    undo: () => void,
  ): AlertRemoval {
    const removal: AlertRemoval = {
      ...what,
      id: `removal-${(this.#made += 1)}`,
      by: 'user:default/anna',
      at: new Date().toISOString(),
      until: new Date(Date.now() + 24 * HOUR).toISOString(),
    };
    this.#undo.set(removal.id, undo);
    const { removed = [] } = this.alerts;
    this.alerts = { ...this.alerts, removed: [removal, ...removed] };
    return removal;
  }

  #restore(id: string) {
    const undo = this.#undo.get(id);
    if (!undo) {
      throw new FakeApiError(404, {
        code: 'REMOVAL_NOT_FOUND',
        message: 'This can no longer be put back.',
      });
    }
    this.#undo.delete(id);
    undo();
    const { removed = [] } = this.alerts;
    this.alerts = {
      ...this.alerts,
      removed: removed.filter(one => one.id !== id),
    };
    return {};
  }

  #remove(id: string) {
    const before = this.alerts.rules;
    const rule = before.find(one => one.id === id);
    const original = someRules.find(
      one => one.id === id && one.origin === 'default',
    );
    this.alerts = {
      ...this.alerts,
      rules: before.flatMap(one => {
        if (one.id !== id) return [one];
        return original ? [original] : [];
      }),
    };
    if (!rule) return {};
    const removed = this.#remember(
      { kind: 'rule', definition: rule.definition, origin: rule.origin },
      () => {
        const { rules } = this.alerts;
        const others = rules.filter(one => one.id !== id);
        this.alerts = { ...this.alerts, rules: [...others, rule] };
      },
    );
    return { removed };
  }
}
