import type {
  Incident,
  Incidents,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { AlertStore, IncidentPlace } from './AlertStore';
import {
  ExternalHistory,
  ExternalPast,
  newestFirst,
  overlaps,
} from './ExternalHistory';
import { OWN, silenceView } from './pure/views';
import { alertName } from './pure/rules';
import type { AlertSubject, IncidentRecord, SilenceRecord } from './types';

export interface IncidentQuery {
  from?: Date;
  until: Date;
  limit: number;
  /** Of the last one of the page before. */
  after?: { from: string; id: string };
}

export type ListedIncidents = Omit<Incidents, 'nextCursor'> & {
  next?: { from: string; id: string };
};

/** As many lines as can be told apart. */
const TIMELINE = 1_000;
const DAY_MS = 24 * 60 * 60_000;

/** What has fired for a service: the product's own and Prometheus', in one order. */
export class IncidentHistory {
  readonly #store: AlertStore;
  readonly #external?: ExternalHistory;
  readonly #keepMs: number;

  constructor(options: {
    store: AlertStore;
    external?: ExternalHistory;
    /** For how long incidents are kept after their end. */
    keepMs: number;
  }) {
    this.#store = options.store;
    this.#external = options.external;
    this.#keepMs = options.keepMs;
  }

  async list(
    subject: AlertSubject,
    query: IncidentQuery,
  ): Promise<ListedIncidents> {
    const { from, until, limit, after } = query;
    const range = { from, until };
    const [own, external] = await Promise.all([
      this.#own(subject, range, after && placeOf(after), limit + 1),
      this.#external?.past(subject, range) ?? nothing(),
    ]);
    const rest = external.incidents.filter(
      one => !after || newestFirst(one, { ...one, ...after }) > 0,
    );
    const all = [...own, ...rest.slice(0, limit + 1)].sort(newestFirst);
    const items = all.slice(0, limit);
    const last = items.at(-1);
    return {
      items,
      ...(all.length > limit &&
        last && { next: { from: last.from, id: last.id } }),
      from: from?.toISOString(),
      until: until.toISOString(),
      ...(!after && (await this.#timeline(subject, range, external))),
      keptDays: Math.round(this.#keepMs / DAY_MS),
      sources: external.sources,
      notices: external.notices,
    };
  }

  async #timeline(
    subject: AlertSubject,
    range: { from?: Date; until: Date },
    external: ExternalPast,
  ): Promise<Pick<Incidents, 'timeline' | 'timelineCut'>> {
    const own = await this.#own(subject, range, undefined, TIMELINE + 1);
    const all = [...own, ...external.incidents].sort(newestFirst);
    return {
      timeline: all
        .slice(0, TIMELINE)
        .map(({ id, name, severity, from, until, silences }) => ({
          id,
          name,
          severity,
          from,
          until,
          silenced: silences.length > 0,
        })),
      ...(all.length > TIMELINE && { timelineCut: true }),
    };
  }

  async #own(
    { entityRef }: AlertSubject,
    range: { from?: Date; until: Date },
    before: IncidentPlace | undefined,
    limit: number,
  ): Promise<Incident[]> {
    const page = { before, limit };
    const records = await this.#store.incidentsWithin(entityRef, range, page);
    const oldest = records.at(-1);
    if (!oldest) return [];
    const silences = await this.#store.silencesWithin(entityRef, {
      from: oldest.firedAt,
      until: range.until.toISOString(),
    });
    return records.map(record => ownIncident(record, silences));
  }
}

/** The product's own sort before the others of the same moment. */
function placeOf(after: { from: string; id: string }): IncidentPlace {
  return after.id.startsWith(OWN)
    ? { firedAt: after.from, id: after.id.slice(OWN.length) }
    : { firedAt: after.from };
}

function ownIncident(
  record: IncidentRecord,
  silences: SilenceRecord[],
): Incident {
  const { firedAt, endedAt, told, toldAt } = record;
  const { kind, severity, summary, value, ending, ruleId, owner } = record;
  const incident: Incident = {
    id: `${OWN}${record.id}`,
    name: alertName({ kind }),
    severity,
    summary: summary || undefined,
    value,
    from: firedAt,
    until: endedAt,
    ending,
    source: 'service-manager',
    labels: {},
    ruleId,
    definition: record.definition,
    silences: [],
    notified: {
      owner,
      // It was told of both when the end was told.
      firing: told && (toldAt?.firing ?? true),
      resolved: told === 'resolved' ? toldAt?.resolved ?? true : undefined,
    },
  };
  return {
    ...incident,
    silences: silences
      .filter(
        silence => silence.ruleId === ruleId && overlaps(silence, incident),
      )
      .map(silenceView),
  };
}

async function nothing(): Promise<ExternalPast> {
  return { incidents: [], sources: [], notices: [] };
}
