import { Upstream, UpstreamClient, UpstreamError } from '../../upstreams';
import { Grid, PrometheusClient } from '../../metrics';
import {
  activeAlertsQuery,
  AlertScope,
  belongs,
  pastAlertsQuery,
} from '../pure/alertScope';
import type { FoundAlert } from '../pure/merge';

/** An alert as it stood at the times of a grid. */
export interface PastAlert {
  labels: Record<string, string>;
  fired: boolean[];
}

interface RuleAlert {
  labels: Record<string, string>;
  annotations?: Record<string, string>;
  state: string;
  activeAt?: string;
  value?: string;
}

/**
 * The alerts that rules of a Prometheus hold for a service. `/rules` can be
 * filtered by the names of rules only, and an unfiltered list tells of other
 * teams' alerts: so the series `ALERTS` is asked first, within our matchers,
 * then only those rules, and what comes is filtered by its labels again.
 */
export class PrometheusAlerts {
  readonly #http: UpstreamClient;
  readonly #name: string;
  readonly #range: PrometheusClient;

  constructor(upstream: Upstream) {
    this.#http = new UpstreamClient(upstream);
    this.#name = upstream.name;
    this.#range = new PrometheusClient(upstream);
  }

  /** @throws UpstreamError */
  async alerts(
    cluster: string,
    scopes: AlertScope[],
    signal: AbortSignal,
  ): Promise<FoundAlert[]> {
    if (!scopes.length) return [];
    const active = await this.#active(scopes, signal);
    const names = new Set(active.map(({ alertname }) => alertname));
    if (!names.size) return [];
    const alerts = await this.#rules([...names], signal);
    return alerts.flatMap(alert => {
      const { labels, state } = alert;
      if (state !== 'firing' && state !== 'pending') return [];
      // An old Prometheus does not know the filter by names.
      if (!belongs(scopes, labels)) return [];
      return [
        {
          source: 'prometheus' as const,
          cluster,
          state,
          labels,
          annotations: alert.annotations ?? {},
          since: alert.activeAt,
          value: alert.value,
        },
      ];
    });
  }

  /**
   * All that is pending or fires within a scope, in one question: labels and
   * state, as counts need them.
   *
   * @throws UpstreamError
   */
  async within(
    cluster: string,
    scope: AlertScope,
    signal: AbortSignal,
  ): Promise<FoundAlert[]> {
    return (await this.#active([scope], signal)).map(series => {
      const { __name__: name, alertstate, ...labels } = series;
      return {
        source: 'prometheus',
        cluster,
        state: alertstate === 'firing' ? 'firing' : 'pending',
        labels,
        annotations: {},
      };
    });
  }

  /**
   * When which alerts fired, on a grid: an alert that fired between two times
   * of it counts for the later one, so that none is missed.
   *
   * @throws UpstreamError
   */
  async past(
    scopes: AlertScope[],
    grid: Grid,
    signal: AbortSignal,
  ): Promise<PastAlert[]> {
    const { series } = await this.#range.queryRange(
      pastAlertsQuery(scopes, grid.step),
      grid,
      signal,
    );
    return series
      .filter(({ labels }) => belongs(scopes, labels))
      .map(({ labels: all, values }) => {
        const { __name__: name, alertstate, ...labels } = all;
        return { labels, fired: values.map(value => value !== null) };
      });
  }

  async #active(
    scopes: AlertScope[],
    signal: AbortSignal,
  ): Promise<Array<Record<string, string>>> {
    const data = await this.#data({
      path: '/api/v1/query',
      form: { query: activeAlertsQuery(scopes) },
      signal,
    });
    if (!Array.isArray(data.result)) throw this.#notIt();
    return data.result
      .map(({ metric }: { metric: Record<string, string> }) => metric)
      .filter((labels: Record<string, string>) => belongs(scopes, labels));
  }

  async #rules(names: string[], signal: AbortSignal): Promise<RuleAlert[]> {
    const data = await this.#data({
      path: '/api/v1/rules',
      query: { type: 'alert', 'rule_name[]': names },
      signal,
    });
    if (!Array.isArray(data.groups)) throw this.#notIt();
    return data.groups.flatMap(({ rules }: { rules: any[] }) =>
      rules.flatMap(({ alerts }) => alerts ?? []),
    );
  }

  async #data(
    request: Parameters<UpstreamClient['json']>[0],
  ): Promise<Record<string, any>> {
    const answer = (await this.#http.json(request)) as any;
    if (answer?.status !== 'success' || typeof answer.data !== 'object') {
      throw this.#notIt();
    }
    return answer.data;
  }

  #notIt(): UpstreamError {
    return new UpstreamError(
      'not-it',
      `What answers for ${this.#name} is not Prometheus.`,
    );
  }
}
