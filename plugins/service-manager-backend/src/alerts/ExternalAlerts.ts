import type {
  Alert,
  Alerts as AlertsView,
  AlertSilence,
} from '@vtasker/backstage-plugin-service-manager-common';
import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { LRUCache } from 'lru-cache';
import { ServiceManagerError } from '../errors';
import { Upstream, upstreamOf } from '../upstreams';
import type { WorkloadReader } from '../workloads';
import { ExternalCounts, placesOf } from './ExternalCounts';
import { ExternalHistory } from './ExternalHistory';
import { alertScopes, AlertScope } from './pure/alertScope';
import { keepsWithin, replaceable, silenceMatchers } from './pure/silences';
import {
  describeAlert,
  FoundAlert,
  mergeAlerts,
  MergedAlert,
} from './pure/merge';
import { silenceNotFound } from './refusals';
import { AlertmanagerAlerts } from './sources/AlertmanagerAlerts';
import { deadline, problemOf } from './sources/answers';
import { PrometheusAlerts } from './sources/PrometheusAlerts';
import type { AlertSubject, EndedSilence } from './types';

export interface ExternalAlertsOptions {
  prometheus: Upstream[];
  alertmanager: Upstream[];
  workloads: Pick<WorkloadReader, 'select'>;
  clusters: () => string[];
  clock: () => Date;
}

type Source = NonNullable<AlertsView['sources']>[number];

interface Found {
  alerts: Alert[];
  sources: Source[];
  merged: Map<string, MergedAlert>;
}

const EXTERNAL = 'ext:';
/** Many look at one page. */
const TTL_MS = 5_000;

/** What Prometheus and Alertmanager know of services, as one. */
export class ExternalAlerts {
  readonly counts: ExternalCounts;
  readonly history: ExternalHistory;
  readonly #options: ExternalAlertsOptions;
  readonly #prometheus = new Map<Upstream, PrometheusAlerts>();
  readonly #alertmanager = new Map<Upstream, AlertmanagerAlerts>();
  readonly #found = new LRUCache<string, Promise<Found>>({
    max: 1_000,
    ttl: TTL_MS,
  });

  constructor(options: ExternalAlertsOptions) {
    this.#options = options;
    for (const upstream of options.prometheus) {
      this.#prometheus.set(upstream, new PrometheusAlerts(upstream));
    }
    for (const upstream of options.alertmanager) {
      this.#alertmanager.set(upstream, new AlertmanagerAlerts(upstream));
    }
    const clients = {
      ...options,
      prometheus: this.#prometheus,
      alertmanager: this.#alertmanager,
    };
    this.counts = new ExternalCounts(clients);
    this.history = new ExternalHistory(clients);
  }

  /** Whether the id of an alert or of a silence is one of these. */
  static owns(id: string): boolean {
    return id.startsWith(EXTERNAL) || id.startsWith('am:');
  }

  /** Never rejects: what gives no answer is among the sources, with why. */
  async list(
    subject: AlertSubject,
  ): Promise<{ alerts: Alert[]; sources: Source[] }> {
    const { alerts, sources } = await this.#find(subject);
    return { alerts, sources };
  }

  /**
   * Silences one alert of the service, or the same alert of whichever of its
   * pods; its labels name its place, so that it never reaches beyond.
   *
   * @returns undefined where the service has no such alert now
   * @throws ServiceManagerError
   */
  async silence(
    subject: AlertSubject,
    alertId: string,
    silence: Omit<AlertSilence, 'id'>,
    covers: 'every-pod' | 'this-alert' = 'every-pod',
  ): Promise<AlertSilence | undefined> {
    const { merged, alerts } = await this.#find(subject);
    const alert = merged.get(alertId);
    if (!alert) return undefined;
    const why = alerts.find(({ id }) => id === alertId)?.notSilenceable;
    const upstream = upstreamOf(this.#options.alertmanager, alert.cluster);
    if (why || !upstream)
      throw notSilenceable(why ?? noAlertmanager(alert.cluster));
    const matchers =
      this.#matchers(subject, alert, upstream, covers) ??
      // Nothing is left out of what names the place.
      Object.entries(alert.sentLabels ?? alert.labels).map(([name, value]) => ({
        name,
        value,
        isRegex: false,
        isEqual: true,
      }));
    const made = await this.#guarded(upstream, (source, signal) =>
      source.addSilence(matchers, silence, signal),
    );
    this.#forget(subject);
    return made;
  }

  /**
   * Ends a silence that reaches no other service.
   *
   * @throws ServiceManagerError
   */
  async endSilence(
    subject: AlertSubject,
    silenceId: string,
  ): Promise<EndedSilence> {
    const [, key, id] = /^am:([0-9a-f]{8}):(.+)$/.exec(silenceId) ?? [];
    for (const [cluster, workloads] of placesOf(
      this.#options.workloads,
      subject,
    )) {
      const upstream = upstreamOf(this.#options.alertmanager, cluster);
      if (!upstream || this.#alertmanager.get(upstream)!.key !== key) continue;
      const scopes = alertScopes(upstream, cluster, workloads);
      const held = await this.#guarded(upstream, (source, signal) =>
        source.silence(id, signal),
      );
      if (!held || held.state === 'expired') break;
      if (!keepsWithin(scopes, held.matchers)) continue;
      await this.#guarded(upstream, (source, signal) =>
        source.endSilence(id, signal),
      );
      this.#forget(subject);
      const { matchers, by, reason, until } = held;
      const alertName =
        matchers.find(one => one.name === 'alertname' && !one.isRegex)?.value ??
        'alerts of this service';
      return { upstream: key, cluster, alertName, matchers, by, reason, until };
    }
    // Also where it reaches further: then it may not be ended from here.
    const { alerts } = await this.#find(subject);
    const seen = alerts.some(({ silences }) =>
      silences.some(one => one.id === silenceId),
    );
    if (!seen) throw silenceNotFound();
    throw new ServiceManagerError(
      409,
      errorCodes.notSilenceable,
      'This silence reaches more than this service.',
      {
        field: 'silenceId',
        nextStep:
          'End it in Alertmanager, if all that it reaches may be heard.',
      },
    );
  }

  /**
   * Puts back a silence that was ended from here, if it still reaches this
   * service only.
   *
   * @throws ServiceManagerError
   */
  async restoreSilence(
    subject: AlertSubject,
    ended: EndedSilence,
  ): Promise<AlertSilence> {
    const { cluster, matchers, by, reason, until } = ended;
    const upstream = upstreamOf(this.#options.alertmanager, cluster);
    if (!upstream || this.#alertmanager.get(upstream)!.key !== ended.upstream) {
      throw notSilenceable(noAlertmanager(cluster), 'id');
    }
    if (!keepsWithin(this.#scopes(subject, upstream, cluster), matchers)) {
      throw notSilenceable(
        'By what the service consists of now, this silence would reach more than it.',
        'id',
      );
    }
    const from = this.#options.clock().toISOString();
    const made = await this.#guarded(upstream, (source, signal) =>
      source.addSilence(matchers, { by, reason, from, until }, signal),
    );
    this.#forget(subject);
    return made;
  }

  #scopes(
    subject: AlertSubject,
    upstream: Upstream,
    cluster: string,
  ): AlertScope[] {
    const places = placesOf(this.#options.workloads, subject);
    return alertScopes(upstream, cluster, places.get(cluster) ?? []);
  }

  #matchers(
    subject: AlertSubject,
    { cluster, labels, sentLabels }: MergedAlert,
    upstream: Upstream,
    covers: 'every-pod' | 'this-alert',
  ) {
    const scopes = this.#scopes(subject, upstream, cluster);
    return silenceMatchers(sentLabels ?? labels, upstream, scopes, covers);
  }

  #forget({ entityRef }: AlertSubject): void {
    this.#found.delete(entityRef);
    this.counts.forget();
  }

  #find(subject: AlertSubject): Promise<Found> {
    const known = this.#found.get(subject.entityRef);
    if (known) return known;
    const finding = this.#ask(subject);
    this.#found.set(subject.entityRef, finding);
    finding.catch(() => this.#found.delete(subject.entityRef));
    return finding;
  }

  async #ask(subject: AlertSubject): Promise<Found> {
    const places = placesOf(this.#options.workloads, subject);
    const clusters = places.size
      ? [...places.keys()]
      : this.#options.clusters();
    const sources = new Map<Upstream, Source>();
    const ask = async <T extends { alerts: PrometheusAlerts['alerts'] }>(
      kind: Source['kind'],
      configured: Upstream[],
      clients: Map<Upstream, T>,
    ): Promise<FoundAlert[]> => {
      const answers = clusters.map(async cluster => {
        const upstream = upstreamOf(configured, cluster);
        if (!upstream) return [];
        const source = sources.get(upstream) ?? { kind, name: upstream.name };
        sources.set(upstream, source);
        const scopes = alertScopes(
          upstream,
          cluster,
          places.get(cluster) ?? [],
        );
        try {
          return await clients
            .get(upstream)!
            .alerts(cluster, scopes, deadline(upstream));
        } catch (error) {
          source.problem = problemOf(error, upstream);
          return [];
        }
      });
      return (await Promise.all(answers)).flat();
    };
    const { prometheus, alertmanager } = this.#options;
    const [fromPrometheus, fromAlertmanager] = await Promise.all([
      ask('prometheus', prometheus, this.#prometheus),
      ask('alertmanager', alertmanager, this.#alertmanager),
    ]);
    const merged = mergeAlerts(fromPrometheus, fromAlertmanager);
    const silences = await this.#silences(merged, sources);
    return {
      alerts: merged.map(alert =>
        this.#view(subject, alert, sources, silences),
      ),
      sources: [...sources.values()],
      merged: new Map(merged.map(alert => [`${EXTERNAL}${alert.id}`, alert])),
    };
  }

  /** The silences that alerts name, each read once. */
  async #silences(
    merged: MergedAlert[],
    sources: Map<Upstream, Source>,
  ): Promise<Map<string, AlertSilence>> {
    const found = new Map<string, AlertSilence>();
    const wanted = new Map<string, { upstream: Upstream; id: string }>();
    for (const { cluster, silencedBy = [] } of merged) {
      const upstream = upstreamOf(this.#options.alertmanager, cluster);
      for (const id of upstream ? silencedBy : []) {
        wanted.set(`${upstream!.url} ${id}`, { upstream: upstream!, id });
      }
    }
    await Promise.all(
      [...wanted].map(async ([key, { upstream, id }]) => {
        try {
          const held = await this.#alertmanager
            .get(upstream)!
            .silence(id, deadline(upstream));
          if (!held) return;
          const { by, reason, from, until } = held;
          found.set(key, { id: held.id, by, reason, from, until });
        } catch (error) {
          sources.get(upstream)!.problem ??= problemOf(error, upstream);
        }
      }),
    );
    return found;
  }

  #view(
    subject: AlertSubject,
    alert: MergedAlert,
    sources: Map<Upstream, Source>,
    silences: Map<string, AlertSilence>,
  ): Alert {
    const { id, source, state, cluster, labels, value, since } = alert;
    const upstream = upstreamOf(this.#options.alertmanager, cluster);
    return {
      id: `${EXTERNAL}${id}`,
      ...describeAlert(alert),
      state,
      source,
      cluster,
      labels,
      value,
      since: since ?? this.#options.clock().toISOString(),
      silences: (alert.silencedBy ?? []).flatMap(
        one => silences.get(`${upstream?.url} ${one}`) ?? [],
      ),
      replaceable: upstream && this.#replaceable(subject, alert, upstream),
      notSilenceable: upstream
        ? sources.get(upstream)?.problem
        : noAlertmanager(cluster),
    };
  }

  /** What a silence of every pod leaves out, where there can be one. */
  #replaceable(
    subject: AlertSubject,
    alert: MergedAlert,
    upstream: Upstream,
  ): string[] | undefined {
    const left = replaceable(alert.sentLabels ?? alert.labels, upstream);
    return left.length && this.#matchers(subject, alert, upstream, 'every-pod')
      ? left
      : undefined;
  }

  async #guarded<T>(
    upstream: Upstream,
    act: (source: AlertmanagerAlerts, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    try {
      return await act(this.#alertmanager.get(upstream)!, deadline(upstream));
    } catch (error) {
      throw new ServiceManagerError(
        503,
        errorCodes.dependencyUnavailable,
        `${problemOf(error, upstream)} Nothing was changed as far as is known.`,
        {
          nextStep: 'Try again; if it stays so, ask those who run it.',
          retryAfterSeconds: 5,
          cause: error,
        },
      );
    }
  }
}

function noAlertmanager(cluster: string): string {
  return `No Alertmanager is configured for ${cluster}.`;
}

function notSilenceable(why: string, field = 'alertId'): ServiceManagerError {
  return new ServiceManagerError(409, errorCodes.notSilenceable, why, {
    field,
    nextStep: 'Silence it where it is held.',
  });
}
