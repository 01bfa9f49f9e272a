import { createHash } from 'crypto';
import type {
  AlertSilence,
  Incident,
  Incidents,
} from '@vtasker/backstage-plugin-service-manager-common';
import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';
import type { Grid } from '../metrics';
import { Upstream, upstreamOf } from '../upstreams';
import type { WorkloadReader } from '../workloads';
import { placesOf } from './ExternalCounts';
import { alertScopes } from './pure/alertScope';
import { alertId, severityOf } from './pure/merge';
import { spansOf } from './pure/spans';
import { deadline, problemOf } from './sources/answers';
import type {
  AlertmanagerAlerts,
  HeldSilence,
} from './sources/AlertmanagerAlerts';
import type { PrometheusAlerts } from './sources/PrometheusAlerts';
import type { AlertSubject } from './types';

export interface ExternalPast {
  /** Newest first. */
  incidents: Incident[];
  sources: Incidents['sources'];
  notices: string[];
}

const DAY_MS = 24 * 60 * 60_000;
/** Prometheus seldom keeps more, and would have to read it all. */
const LONGEST_DAYS = 90;
/** How exactly begin and end are told: so many steps a range. */
const POINTS = 2_000;
/** Rules are seldom evaluated more often. */
const LEAST_STEP = 30;
/** More is no list for people; the newest are kept. */
const MOST = 2_000;
/** One person leafs through one range. */
const TTL_MS = 30_000;

/** What the rules of Prometheus have fired for services in the past. */
export class ExternalHistory {
  readonly #prometheus: Map<Upstream, PrometheusAlerts>;
  readonly #alertmanager: Map<Upstream, AlertmanagerAlerts>;
  readonly #workloads: Pick<WorkloadReader, 'select'>;
  readonly #known = new LRUCache<string, Promise<ExternalPast>>({
    max: 200,
    ttl: TTL_MS,
  });

  constructor(options: {
    prometheus: Map<Upstream, PrometheusAlerts>;
    alertmanager: Map<Upstream, AlertmanagerAlerts>;
    workloads: Pick<WorkloadReader, 'select'>;
  }) {
    this.#prometheus = options.prometheus;
    this.#alertmanager = options.alertmanager;
    this.#workloads = options.workloads;
  }

  /** Never rejects: what gives no answer is among the sources, with why. */
  past(
    subject: AlertSubject,
    range: { from?: Date; until: Date },
  ): Promise<ExternalPast> {
    const { from, until } = range;
    const key = [subject.entityRef, from?.getTime(), until.getTime()].join(' ');
    const known = this.#known.get(key);
    if (known) return known;
    const asking = this.#ask(subject, range);
    this.#known.set(key, asking);
    asking.catch(() => this.#known.delete(key));
    return asking;
  }

  async #ask(
    subject: AlertSubject,
    { from, until }: { from?: Date; until: Date },
  ): Promise<ExternalPast> {
    const earliest = until.getTime() - LONGEST_DAYS * DAY_MS;
    const begin = Math.max(from?.getTime() ?? 0, earliest);
    const grid = pastGrid(begin, until.getTime());
    const sources: Incidents['sources'] = [];
    const incidents: Incident[] = [];
    await Promise.all(
      [...placesOf(this.#workloads, subject)].map(
        async ([cluster, workloads]) => {
          const upstream = upstreamOf([...this.#prometheus.keys()], cluster);
          if (!upstream) return;
          const source: Incidents['sources'][number] = {
            kind: 'prometheus',
            name: upstream.name,
          };
          sources.push(source);
          try {
            const past = await this.#prometheus
              .get(upstream)!
              .past(
                alertScopes(upstream, cluster, workloads),
                grid,
                deadline(upstream),
              );
            const found = past.flatMap(({ labels, fired }) =>
              spansOf(fired, grid).map(span =>
                incidentOf(cluster, labels, span, grid),
              ),
            );
            incidents.push(...(await this.#silenced(cluster, found)));
          } catch (error) {
            source.problem = problemOf(error, upstream);
          }
        },
      ),
    );
    incidents.sort(newestFirst);
    const cut = incidents.length > MOST;
    return {
      incidents: incidents.slice(0, MOST),
      sources: unique(sources),
      notices: [
        ...(sources.length && (from?.getTime() ?? 0) < earliest
          ? [`Prometheus is asked for the last ${LONGEST_DAYS} days only.`]
          : []),
        ...(cut
          ? [
              `Prometheus' rules fired more than ${MOST} times: only the newest are here.`,
            ]
          : []),
      ],
    };
  }

  /** With the silences that Alertmanager still remembers. */
  async #silenced(cluster: string, found: Incident[]): Promise<Incident[]> {
    const upstream = upstreamOf([...this.#alertmanager.keys()], cluster);
    if (!found.length || !upstream) return found;
    try {
      const held = (
        await this.#alertmanager.get(upstream)!.silences(deadline(upstream))
      ).map(silence => ({ silence, reaches: reachOf(silence) }));
      return found.map(incident => ({
        ...incident,
        silences: held
          .filter(
            ({ silence, reaches }) =>
              overlaps(silence, incident) && reaches(incident.labels),
          )
          .map(({ silence: { id, by, reason, from, until } }) => ({
            id,
            by,
            reason,
            from,
            until,
          })),
      }));
    } catch (error) {
      const silencesUnknown = problemOf(error, upstream);
      return found.map(incident => ({ ...incident, silencesUnknown }));
    }
  }
}

/** Ends at or after the moment, so that what fires now is seen. */
function pastGrid(from: number, until: number): Grid {
  const step = Math.max(LEAST_STEP, Math.ceil((until - from) / 1000 / POINTS));
  const start = Math.floor(from / 1000 / step) * step + step;
  const end = Math.ceil(until / 1000 / step) * step;
  return { start, step, steps: Math.max(1, (end - start) / step + 1) };
}

function incidentOf(
  cluster: string,
  labels: Record<string, string>,
  span: { from: number; until: number; last: boolean },
  { step }: Grid,
): Incident {
  const digest = createHash('sha256')
    .update(`${alertId({ cluster, labels })} ${span.from}`)
    .digest('hex')
    .slice(0, 32);
  return {
    id: `ext:${digest}`,
    name: labels.alertname ?? 'Alert',
    severity: severityOf(labels),
    from: new Date(span.from).toISOString(),
    until: span.last ? undefined : new Date(span.until).toISOString(),
    withinSeconds: step,
    source: 'prometheus',
    cluster,
    labels,
    silences: [],
  };
}

export function newestFirst(a: Incident, b: Incident): number {
  if (a.from !== b.from) return a.from < b.from ? 1 : -1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? 1 : -1;
}

export function overlaps(
  silence: Pick<AlertSilence, 'from' | 'until'>,
  incident: Pick<Incident, 'from' | 'until'>,
): boolean {
  return (
    Date.parse(silence.until) > Date.parse(incident.from) &&
    (incident.until === undefined ||
      Date.parse(silence.from) < Date.parse(incident.until))
  );
}

/** Expressions are people's own here, and so run in linear time. */
function reachOf({
  matchers,
}: HeldSilence): (labels: Record<string, string>) => boolean {
  const tests = matchers.map(({ name, value, isRegex, isEqual = true }) => {
    const pattern = isRegex ? RE2JS.compile(value) : undefined;
    return (labels: Record<string, string>) => {
      const given = labels[name] ?? '';
      const same = pattern ? pattern.matcher(given).matches() : given === value;
      return same === isEqual;
    };
  });
  return labels => tests.every(test => test(labels));
}

function unique(sources: Incidents['sources']): Incidents['sources'] {
  const byName = new Map<string, Incidents['sources'][number]>();
  for (const source of sources) {
    const known = byName.get(source.name);
    byName.set(source.name, {
      ...source,
      problem: known?.problem ?? source.problem,
    });
  }
  return [...byName.values()];
}
