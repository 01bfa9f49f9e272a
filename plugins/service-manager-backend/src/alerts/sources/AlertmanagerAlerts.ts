import { createHash } from 'crypto';
import type { AlertSilence } from '@vtasker/backstage-plugin-service-manager-common';
import { Upstream, UpstreamClient, UpstreamError } from '../../upstreams';
import { alertmanagerFilters, AlertScope, belongs } from '../pure/alertScope';
import type { FoundAlert } from '../pure/merge';
import type { SilenceMatcher } from '../types';

/** A silence with what it reaches. */
export interface HeldSilence extends AlertSilence {
  state: 'active' | 'pending' | 'expired';
  matchers: SilenceMatcher[];
}

/** What an Alertmanager holds of a service, and its silences. */
export class AlertmanagerAlerts {
  /** Tells Alertmanagers apart in the ids of silences. */
  readonly key: string;
  readonly #http: UpstreamClient;
  readonly #name: string;

  constructor(upstream: Upstream) {
    this.#http = new UpstreamClient(upstream);
    this.#name = upstream.name;
    this.key = createHash('sha256')
      .update(upstream.url)
      .digest('hex')
      .slice(0, 8);
  }

  /** @throws UpstreamError */
  async alerts(
    cluster: string,
    scopes: AlertScope[],
    signal: AbortSignal,
  ): Promise<FoundAlert[]> {
    // Filters are joined by "and", so that each scope is a question.
    const answers = await Promise.all(
      scopes.map(scope => this.within(cluster, scope, signal)),
    );
    const found = new Map<string, FoundAlert>();
    for (const { fingerprint, alert } of answers.flat()) {
      if (belongs(scopes, alert.labels)) found.set(fingerprint, alert);
    }
    return [...found.values()];
  }

  /** All that fires within one scope. @throws UpstreamError */
  async within(
    cluster: string,
    scope: AlertScope,
    signal: AbortSignal,
  ): Promise<Array<{ fingerprint: string; alert: FoundAlert }>> {
    const answer = await this.#http.json({
      path: '/api/v2/alerts',
      query: { filter: alertmanagerFilters(scope) },
      signal,
    });
    if (!Array.isArray(answer)) throw this.#notIt();
    return answer.map(({ fingerprint, labels, annotations, ...rest }) => ({
      fingerprint,
      alert: {
        source: 'alertmanager',
        cluster,
        state: 'firing',
        labels,
        annotations: annotations ?? {},
        since: rest.startsAt,
        silencedBy: rest.status?.silencedBy ?? [],
      },
    }));
  }

  /** Undefined when there is none. @throws UpstreamError */
  async silence(
    id: string,
    signal: AbortSignal,
  ): Promise<HeldSilence | undefined> {
    let answer: any;
    try {
      answer = await this.#http.json({
        path: `/api/v2/silence/${encodeURIComponent(id)}`,
        signal,
      });
    } catch (error) {
      const unknown =
        error instanceof UpstreamError &&
        // An id that is no UUID is a bad request.
        (error.kind === 'absent' ||
          [400, 422].includes(error.options.status ?? 0));
      if (unknown) return undefined;
      throw error;
    }
    return this.#held(answer);
  }

  #held(answer: any): HeldSilence {
    if (!Array.isArray(answer?.matchers)) throw this.#notIt();
    return {
      id: this.#outer(answer.id),
      by: answer.createdBy,
      reason: answer.comment,
      from: answer.startsAt,
      until: answer.endsAt,
      state: answer.status?.state ?? 'expired',
      matchers: answer.matchers,
    };
  }

  /**
   * All that it still remembers, those that are over too.
   *
   * @throws UpstreamError
   */
  async silences(signal: AbortSignal): Promise<HeldSilence[]> {
    const answer = await this.#http.json({ path: '/api/v2/silences', signal });
    if (!Array.isArray(answer)) throw this.#notIt();
    return answer.map(one => this.#held(one));
  }

  /** Keeps alerts quiet that all of these hold for. @throws UpstreamError */
  async addSilence(
    matchers: SilenceMatcher[],
    silence: Omit<AlertSilence, 'id'>,
    signal: AbortSignal,
  ): Promise<AlertSilence> {
    const answer = (await this.#http.json({
      method: 'POST',
      path: '/api/v2/silences',
      json: {
        matchers,
        startsAt: silence.from,
        endsAt: silence.until,
        createdBy: silence.by,
        comment: silence.reason,
      },
      signal,
    })) as any;
    if (typeof answer?.silenceID !== 'string') throw this.#notIt();
    return { ...silence, id: this.#outer(answer.silenceID) };
  }

  /** @throws UpstreamError */
  async endSilence(id: string, signal: AbortSignal): Promise<void> {
    await this.#http.json({
      method: 'DELETE',
      path: `/api/v2/silence/${encodeURIComponent(id)}`,
      signal,
    });
  }

  #outer(id: string): string {
    return `am:${this.key}:${id}`;
  }

  #notIt(): UpstreamError {
    return new UpstreamError(
      'not-it',
      `What answers for ${this.#name} is not Alertmanager.`,
    );
  }
}
