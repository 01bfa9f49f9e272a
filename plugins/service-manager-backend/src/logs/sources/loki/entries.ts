import { hash } from 'crypto';
import { logLevelSchema } from '@vtasker/backstage-plugin-service-manager-common';
import type {
  LogLevel,
  LogLine,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { LogFilter } from '../../pure/filter';
import { levelOf, ofWord } from '../../pure/level';
import {
  createMasker,
  KEY_HIDDEN,
  keyEdge,
  maybeKeyBody,
} from '../../pure/mask';
import { comparePositions, encodeCursor, Position } from '../../pure/position';
import type { LogEntry } from '../../types';
import type { LokiRow, LokiStream } from './LokiClient';
import type { LokiPlace } from './pure/places';

/** As pods' lines are cut. */
const LONGEST_LINE = 65_536;

/** A line of Loki: masked, with its level, and what raw LogQL looks at. */
export interface LokiEntry extends LogEntry {
  labels: Readonly<Record<string, string>>;
  metadata: Readonly<Record<string, string>>;
  /** Of what came from Loki: the same line is told once. */
  identity: number;
  /** Of its place, before it is numbered. */
  placeIdentity: number;
}

/** What a reader knows of one stream. */
interface Known {
  key: string;
  labels: Record<string, string>;
  pod: string;
  container: string;
  startedAt?: bigint;
  mask(text: string): string;
}

/**
 * Makes lines of what Loki gives. Loki knows streams by their labels and gives
 * lines of the same nanosecond in any order, each time another. So what tells
 * such lines apart, and puts them in order, is what they say once masked: that
 * is the same wherever and whenever they are read, and tells no secret.
 */
export class LokiEntryMaker {
  readonly #entityRef: string;
  readonly #place: LokiPlace;
  readonly #streams = new Map<string, Known>();

  constructor(entityRef: string, place: LokiPlace) {
    this.#entityRef = entityRef;
    this.#place = place;
  }

  /** In the order of time; lines of one nanosecond are not numbered yet. */
  make(streams: LokiStream[]): LokiEntry[] {
    return streams.flatMap(({ labels, rows }) => {
      const known = this.#known(labels);
      rows.sort((one, other) =>
        one.ns < other.ns ? -1 : Number(one.ns > other.ns),
      );
      const texts = maskRows(rows, known.mask);
      return rows.map((row, i) => this.#entry(known, row, texts[i]));
    });
  }

  /** Gives a line its place, when it is one of several that say the same. */
  numbered(entry: LokiEntry, others: number): LokiEntry {
    if (others === 0) return entry;
    const position = {
      ...entry.position,
      ordinal: entry.position.ordinal + others,
    };
    const cursor = encodeCursor(this.#entityRef, position);
    return { ...entry, position, line: { ...entry.line, cursor } };
  }

  /** In their order, with all of a nanosecond there. */
  sorted(entries: LokiEntry[]): LokiEntry[] {
    entries.sort((one, other) =>
      comparePositions(one.position, other.position),
    );
    let before: Position | undefined;
    let same = 0;
    return entries.map(entry => {
      same =
        before && comparePositions(before, entry.position) === 0 ? same + 1 : 0;
      before = entry.position;
      return this.numbered(entry, same);
    });
  }

  #entry(known: Known, row: LokiRow, masked: string): LokiEntry {
    const { ns } = row;
    const position = { ns, stream: known.key, ordinal: digest(masked) };
    const cut = row.text.length - LONGEST_LINE;
    const line: LogLine = {
      type: 'line',
      ns: String(ns),
      cursor: encodeCursor(this.#entityRef, position),
      cluster: this.#place.cluster,
      pod: known.pod,
      container: known.container,
      level: levelFor(row, known.labels) ?? levelOf(masked),
      text: masked,
    };
    if (cut > 0) line.cut = cut;
    if (known.startedAt !== undefined && ns < known.startedAt) {
      line.previous = true;
    }
    const { labels } = known;
    return {
      position,
      line,
      labels,
      metadata: row.metadata,
      identity: digest(
        `${ns}\n${known.key}\n${textOf(row.metadata)}\n${row.text}`,
      ),
      placeIdentity: digest(`${ns}\n${known.key}\n${masked}`),
    };
  }

  #known(labels: Record<string, string>): Known {
    const id = textOf(labels);
    let known = this.#streams.get(id);
    if (!known) {
      const names = this.#place.upstream.labels;
      const pod = labels[names.pod] ?? '';
      const container = labels[names.container] ?? '';
      known = {
        key: hash('sha256', `${this.#place.cluster}\n${id}`, 'base64url').slice(
          0,
          10,
        ),
        labels,
        pod,
        container,
        startedAt: this.#place.startedAt.get(`${pod}/${container}`),
        mask: createMasker(),
      };
      this.#streams.set(id, known);
    }
    return known;
  }
}

/** Whether a line is wanted, by all that the filter asks for. */
export function isWanted(entry: LokiEntry, filter: LogFilter): boolean {
  if (filter.previous && !entry.line.previous) return false;
  if (!filter.matches(entry.line)) return false;
  return (
    !filter.query ||
    filter.query.matches({
      text: entry.line.text,
      labels: entry.labels,
      metadata: entry.metadata,
    })
  );
}

/** The level that Loki detected, or undefined where it did not know. */
function levelFor(
  { metadata }: LokiRow,
  labels: Record<string, string>,
): LogLevel | undefined {
  return levelNamed(metadata.detected_level ?? labels.detected_level);
}

/** Undefined for a word that names no level, as Loki's `unknown`. */
export function levelNamed(word: string | undefined): LogLevel | undefined {
  const level = logLevelSchema.safeParse(ofWord(word));
  return level.success ? level.data : undefined;
}

/**
 * Masks rows in their order. Other than in a file, a key can begin before what
 * was read, and its lines can have come with one time: then what could be a
 * part of it is hidden as well.
 */
function maskRows(rows: LokiRow[], mask: (text: string) => string): string[] {
  const texts = rows.map(({ text }) => text.slice(0, LONGEST_LINE));
  const masked = texts.map(mask);
  texts.forEach((text, at) => {
    const edge = text.includes('-----') ? keyEdge(text) : undefined;
    if (!edge) return;
    const { ns } = rows[at];
    const hide = (index: number) => {
      if (maybeKeyBody(texts[index])) masked[index] = KEY_HIDDEN;
    };
    for (let i = at - 1; i >= 0; i--) {
      const near = edge === 'end' && at - i <= 200 && maybeKeyBody(texts[i]);
      if (!near && rows[i].ns !== ns) break;
      hide(i);
    }
    for (let i = at + 1; i < rows.length && rows[i].ns === ns; i++) hide(i);
  });
  return masked;
}

function textOf(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .sort()
    .join(',');
}

/** 48 bits, which a number holds exactly. */
function digest(text: string): number {
  return parseInt(hash('sha1', text, 'hex').slice(0, 12), 16);
}
