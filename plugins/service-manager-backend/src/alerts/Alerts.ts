import { randomUUID } from 'crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type {
  AlertRemoval,
  AlertRule,
  Alerts as AlertsView,
  AlertSilence,
  MetricMarker,
  PrometheusRuleOffer,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { AlertStore } from './AlertStore';
import { Evaluator } from './Evaluator';
import { ExternalAlerts, ExternalAlertsOptions } from './ExternalAlerts';
import {
  IncidentHistory,
  IncidentQuery,
  ListedIncidents,
} from './IncidentHistory';
import { IncidentNotifier } from './IncidentNotifier';
import { Observer } from './Observer';
import { OwnCounts } from './OwnCounts';
import { OwnRules, SaveRule } from './OwnRules';
import { PrometheusRules, PrometheusRulesOptions } from './PrometheusRules';
import { FiringCount, sumCounts } from './pure/counts';
import { incidentMarkers } from './pure/incidentMarkers';
import { alertOf } from './pure/views';
import { defaultRules } from './pure/rules';
import { Removals } from './Removals';
import { SilenceRequest, Silences } from './Silences';
import { AlertSettings, defaultAlertSettings } from './settings';
import type {
  AlertSubject,
  ErrorLogReader,
  MetricReader,
  ServiceLook,
} from './types';

/** What an alert room shows; what the caller may is not its affair. */
export type ListedAlerts = Omit<AlertsView, 'may'>;

export interface AlertsOptions {
  store: AlertStore;
  /** All services of the catalog; none: it has not been read yet. */
  subjects: () => Iterable<AlertSubject>;
  look: (subject: AlertSubject) => ServiceLook;
  metrics?: MetricReader;
  errorLogs?: ErrorLogReader;
  /** Absent: there is neither Prometheus nor Alertmanager. */
  external?: Omit<ExternalAlertsOptions, 'clock'>;
  /** Absent: none is written. */
  rules?: Omit<PrometheusRulesOptions, 'labels'>;
  notifications: NotificationService;
  logger: LoggerService;
  clock: () => Date;
  /** Milliseconds that only go forward. Default: the process's. */
  watch?: () => number;
  instanceId?: string;
  settings?: Partial<AlertSettings>;
  /** For how long incidents are kept after their end. Default: 400 days. */
  keepMs?: number;
  onChanged?: (entityRefs: string[]) => void;
  telemetry?: AlertTelemetry;
}

/** Who counts what the room does. */
export interface AlertTelemetry {
  countAlertRound(round: { result: 'done' | 'failed'; seconds: number }): void;
  countAlertNotification(result: 'sent' | 'failed'): void;
  /** By severity; undefined: another backend evaluates. */
  setFiring(count: Map<string, number> | undefined): void;
}

const MOST_MARKERS = 100;
const KEEP_MS = 400 * 24 * 60 * 60_000;

/**
 * The alerts of services: the product's own rules, and what Prometheus and
 * Alertmanager know. Authorises nobody.
 */
export class Alerts {
  static create(options: AlertsOptions): Alerts {
    return new Alerts(options);
  }

  readonly #options: AlertsOptions;
  readonly #rules: OwnRules;
  readonly #evaluator: Evaluator;
  readonly #external?: ExternalAlerts;
  readonly #ownCounts: OwnCounts;
  readonly #history: IncidentHistory;
  readonly #removals: Removals;
  readonly #silences: Silences;
  readonly #prometheusRules?: PrometheusRules;
  readonly #settings: AlertSettings;

  private constructor(options: AlertsOptions) {
    this.#options = options;
    const { telemetry } = options;
    const watch = options.watch ?? (() => performance.now());
    this.#settings = { ...defaultAlertSettings, ...options.settings };
    const defaults = defaultRules(this.#settings.defaults);
    const observer = new Observer({
      ...options,
      watch,
      readingMs: this.#settings.readingMs,
    });
    this.#ownCounts = new OwnCounts({ ...options, defaults });
    const { external, clock } = options;
    this.#external = external && new ExternalAlerts({ ...external, clock });
    this.#removals = new Removals(options);
    const onChanged = (subject: AlertSubject) => this.#changed(subject);
    this.#rules = new OwnRules({
      ...options,
      defaults,
      observer,
      removals: this.#removals,
      onChanged,
    });
    this.#silences = new Silences({
      ...options,
      external: this.#external,
      removals: this.#removals,
      alertsOf: async subject => (await this.list(subject)).alerts,
      rulesOf: entityRef => this.#rules.of(entityRef),
      onChanged,
    });
    this.#history = new IncidentHistory({
      store: options.store,
      external: this.#external?.history,
      keepMs: options.keepMs ?? KEEP_MS,
    });
    this.#prometheusRules =
      options.rules &&
      new PrometheusRules({
        ...options.rules,
        labels: this.#settings.prometheusRuleLabels,
      });
    this.#evaluator = new Evaluator({
      ...options,
      onChanged: refs => {
        this.#ownCounts.forget();
        options.onChanged?.(refs);
      },
      watch,
      observer,
      notifier: new IncidentNotifier({
        ...options,
        watch,
        onTold: result => telemetry?.countAlertNotification(result),
      }),
      defaults,
      settings: this.#settings,
      instanceId: options.instanceId ?? randomUUID(),
      onRound: round => telemetry?.countAlertRound(round),
      onFiring: count => telemetry?.setFiring(count),
    });
  }

  start(): void {
    if (this.#settings.enabled) this.#evaluator.start();
  }

  async stop(): Promise<void> {
    await this.#evaluator.stop();
  }

  /** One round, for tests and for those who cannot wait. */
  async tick(): Promise<void> {
    await this.#evaluator.tick();
    await this.#evaluator.idle();
  }

  /** What fires for a service, and what it is watched for. */
  async list(subject: AlertSubject): Promise<ListedAlerts> {
    const { entityRef } = subject;
    const { store, clock } = this.#options;
    const [external, rules, states, silences, removals] = await Promise.all([
      this.#external?.list(subject),
      this.#rules.of(entityRef),
      store.states(entityRef),
      store.silences(clock(), entityRef),
      this.#removals.of(entityRef),
    ]);
    const byRule = new Map(states.map(({ ruleId, state }) => [ruleId, state]));
    const own = rules.flatMap(rule => {
      const state = rule.definition.enabled && byRule.get(rule.id);
      return state && state.phase !== 'inactive'
        ? [alertOf(rule, state, state.phase, silences)]
        : [];
    });
    return {
      alerts: [...own, ...(external?.alerts ?? [])],
      sources: external?.sources ?? [],
      rules: await Promise.all(
        rules.map(rule => this.#rules.view(subject, rule, byRule.get(rule.id))),
      ),
      removed: this.#removals.views(removals, rules),
      notices: this.#settings.enabled
        ? []
        : ['The rules of the product are not evaluated by this backend.'],
    };
  }

  /** How many fire of each of these services. */
  async counts(of: AlertSubject[]): Promise<Map<string, FiringCount>> {
    const { subjects } = this.#options;
    const [own, external] = await Promise.all([
      this.#ownCounts.of(of),
      this.#external?.counts.of(subjects, of),
    ]);
    return new Map(
      of.map(({ entityRef }) => [
        entityRef,
        sumCounts(
          [own.get(entityRef), external?.get(entityRef)].filter(
            count => count !== undefined,
          ),
        ),
      ]),
    );
  }

  /**
   * Keeps an alert of the service quiet.
   *
   * @throws ServiceManagerError
   */
  silence(
    subject: AlertSubject,
    request: SilenceRequest,
    by: string,
  ): Promise<AlertSilence> {
    return this.#silences.add(subject, request, by);
  }

  /** @throws ServiceManagerError */
  endSilence(
    subject: AlertSubject,
    silenceId: string,
    by: string,
  ): Promise<AlertRemoval | undefined> {
    return this.#silences.end(subject, silenceId, by);
  }

  /** @throws ServiceManagerError */
  restoreSilence(subject: AlertSubject, id: string): Promise<AlertSilence> {
    return this.#silences.restore(subject, id);
  }

  /**
   * Adds a rule, changes one, or changes a default for this service.
   *
   * @throws ServiceManagerError
   */
  saveRule(
    subject: AlertSubject,
    request: SaveRule,
    by: string,
  ): Promise<AlertRule> {
    return this.#rules.save(subject, request, by);
  }

  /** @throws ServiceManagerError */
  deleteRule(
    subject: AlertSubject,
    id: string,
    by: string,
  ): Promise<AlertRemoval | undefined> {
    return this.#rules.remove(subject, id, by);
  }

  /** @throws ServiceManagerError */
  restoreRule(subject: AlertSubject, id: string): Promise<AlertRule> {
    return this.#rules.restore(subject, id);
  }

  /** What has fired, newest first. */
  async incidents(
    subject: AlertSubject,
    query: IncidentQuery,
  ): Promise<ListedIncidents> {
    return this.#history.list(subject, query);
  }

  /** The `PrometheusRule` for the service, beside what its clusters have. */
  async prometheusRules(subject: AlertSubject): Promise<PrometheusRuleOffer[]> {
    const numbers = await this.#rules.numbers(subject);
    return (await this.#prometheusRules?.list(subject, numbers)) ?? [];
  }

  /** @throws ServiceManagerError */
  async applyPrometheusRules(
    subject: AlertSubject,
    onBehalfOf?: { user: string; groups: string[] },
  ): Promise<PrometheusRuleOffer[]> {
    const numbers = await this.#rules.numbers(subject);
    const rules = this.#prometheusRules;
    return (await rules?.apply(subject, numbers, onBehalfOf)) ?? [];
  }

  /** The newest incidents within a range, as charts mark them. */
  async incidentMarkers(
    entityRef: string,
    from: Date,
    until: Date,
  ): Promise<MetricMarker[]> {
    const incidents = await this.#options.store.incidents(
      entityRef,
      MOST_MARKERS,
    );
    return incidentMarkers(incidents, from, until);
  }

  #changed({ entityRef }: AlertSubject): void {
    this.#ownCounts.forget();
    this.#options.onChanged?.([entityRef]);
  }
}
