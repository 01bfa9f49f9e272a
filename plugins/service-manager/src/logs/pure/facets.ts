import type {
  LogLine,
  LogSources,
} from '@vtasker/backstage-plugin-service-manager-common';
import { expandFields } from './fields';
import type { LogFilters } from './view';

/** Whether a line passes filters that the browser can judge by itself. */
export function matches(line: LogLine, filters: LogFilters): boolean {
  const { text, levels, pods, containers, fields, previous } = filters;
  const among = (chosen: readonly string[], value: string) =>
    chosen.length === 0 || chosen.includes(value);
  return (
    among(levels, line.level) &&
    among(pods, line.pod) &&
    among(containers, line.container) &&
    Boolean(line.previous) === previous &&
    (text === '' || line.text.toLowerCase().includes(text.toLowerCase())) &&
    hasFields(line, fields)
  );
}

function hasFields(line: LogLine, wanted: Record<string, string>): boolean {
  const names = Object.keys(wanted);
  if (names.length === 0) return true;
  const held = expandFields(line.text)?.fields;
  return names.every(name =>
    held?.some(field => field.name === name && field.value === wanted[name]),
  );
}

/**
 * Whether all that `after` lets through also went through `before`, as far as
 * the browser can tell: then what it holds answers at once. An RE2 expression
 * and LogQL are the backend's to judge.
 */
export function isNarrower(before: LogFilters, after: LogFilters): boolean {
  const within = (wide: readonly string[], narrow: readonly string[]) =>
    wide.length === 0 ||
    (narrow.length > 0 && narrow.every(value => wide.includes(value)));
  const sameRegex =
    before.regex === after.regex &&
    (!after.regex || before.text === after.text);
  return (
    before.previous === after.previous &&
    before.logql === after.logql &&
    (sameRegex || (before.text === '' && !after.regex)) &&
    (after.regex ||
      after.text.toLowerCase().includes(before.text.toLowerCase())) &&
    within(before.levels, after.levels) &&
    within(before.pods, after.pods) &&
    within(before.containers, after.containers) &&
    Object.entries(before.fields).every(
      ([name, value]) => after.fields[name] === value,
    )
  );
}

/** Pods that can be chosen: those that run first, each once. */
export function podChoices(
  sources: LogSources | undefined,
  chosen: readonly string[],
): string[] {
  const pods = sources?.pods ?? [];
  const running = pods.filter(pod => pod.running).map(({ name }) => name);
  const gone = pods.filter(pod => !pod.running).map(({ name }) => name);
  return [...new Set([...running.sort(), ...gone.sort(), ...chosen])];
}

/** Containers that can be chosen, each once. */
export function containerChoices(
  sources: LogSources | undefined,
  chosen: readonly string[],
): string[] {
  const names = (sources?.pods ?? [])
    .flatMap(({ containers }) => containers)
    .map(({ name }) => name);
  return [...new Set([...names.sort(), ...chosen])];
}

/** Whether there is an instance of a container before the present one. */
export function hasPrevious(sources: LogSources | undefined): boolean {
  return (sources?.pods ?? []).some(({ containers }) =>
    containers.some(({ previous }) => previous),
  );
}

const COLORS = 8;

/**
 * A colour for each pod, one of eight. Who has one keeps it; two have the same
 * only when there are more pods than colours.
 */
export function colorPods(
  before: ReadonlyMap<string, number>,
  pods: readonly string[],
): ReadonlyMap<string, number> {
  const missing = pods.filter(pod => !before.has(pod));
  if (missing.length === 0) return before;
  const colors = new Map(before);
  for (const pod of missing) {
    const used = new Array<number>(COLORS).fill(0);
    for (const color of colors.values()) used[color] += 1;
    // The least used, beginning with the name's own: it is often the same.
    const own = hash(pod) % COLORS;
    const order = used.map((_, at) => (own + at) % COLORS);
    const least = Math.min(...used);
    colors.set(pod, order.find(color => used[color] === least) ?? own);
  }
  return colors;
}

function hash(name: string): number {
  let sum = 0;
  for (let at = 0; at < name.length; at++) {
    sum = (Math.imul(sum, 31) + name.charCodeAt(at)) >>> 0;
  }
  return sum;
}
