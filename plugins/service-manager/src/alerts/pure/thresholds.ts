import type { MetricUnit } from '@vtasker/backstage-plugin-service-manager-common';

/** How people type an amount of a unit, and what stands behind the number. */
interface UnitWords {
  /** After the number in a sentence. */
  after: string;
  /** For the field: what to type. */
  example: string;
  /** The suffixes that it takes, and what they multiply by. */
  suffixes: Record<string, number>;
  /** Those that a number is written with, largest first. */
  written: string[];
}

const binary = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };
const decimal = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const bytes = {
  suffixes: { '': 1, B: 1, ...binary, ...decimal },
  written: ['Ti', 'Gi', 'Mi', 'Ki', ''],
};

const unitWords: Record<MetricUnit, UnitWords> = {
  cores: {
    after: '',
    example: 'Cores, as in 250m or 1.5',
    suffixes: { '': 1, m: 1e-3 },
    written: ['', 'm'],
  },
  bytes: { after: '', example: 'Bytes, as in 512Mi or 1.5Gi', ...bytes },
  'bytes-per-second': {
    after: '/s',
    example: 'Bytes a second, as in 10Mi',
    ...bytes,
  },
  ratio: {
    after: '',
    example: 'Percent, as in 80 %',
    suffixes: { '': 0.01, '%': 0.01 },
    written: ['%'],
  },
  'per-second': {
    after: '/s',
    example: 'A second, as in 50',
    suffixes: { '': 1 },
    written: [''],
  },
  seconds: {
    after: '',
    example: 'A time, as in 250 ms or 2 s',
    suffixes: { '': 1, s: 1, ms: 1e-3 },
    written: ['s', 'ms'],
  },
  count: {
    after: '',
    example: 'A number, as in 3',
    suffixes: { '': 1 },
    written: [''],
  },
};

/** Those that stand apart from their number. */
const apart = new Set(['%', 's', 'ms']);

/** What to type into a field of this unit. */
export function exampleOf(unit: MetricUnit): string {
  return unitWords[unit].example;
}

/**
 * The number behind what a person types, in the unit of the metric. Absent for
 * anything that is no amount.
 */
export function parseThreshold(
  text: string,
  unit: MetricUnit,
): number | undefined {
  const found = /^(\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?)\s*([A-Za-z%]*)$/.exec(
    text.trim(),
  );
  if (!found) return undefined;
  const [, digits, suffix] = found;
  const { suffixes } = unitWords[unit];
  if (!Object.hasOwn(suffixes, suffix)) return undefined;
  const value = times(Number(digits), suffixes[suffix]);
  return Number.isFinite(value) ? value : undefined;
}

/**
 * A number as people type it, in the largest suffix that writes it short and
 * exactly; the field takes it back without a change.
 */
export function writeThreshold(value: number, unit: MetricUnit): string {
  const { suffixes, written } = unitWords[unit];
  for (const suffix of written) {
    const amount = times(value, 1 / suffixes[suffix]);
    const short = amount >= 1 || suffix === written[written.length - 1];
    const text = `${amount}${apart.has(suffix) ? ' ' : ''}${suffix}`;
    const few = (String(amount).split('.')[1]?.length ?? 0) <= 3;
    if (short && few && parseThreshold(text, unit) === value) return text;
  }
  // Whatever it is, without a suffix where that is the unit itself.
  return suffixes[''] === 1 ? String(value) : `${value / suffixes['']} %`;
}

/** A number with its unit, as a sentence names it. */
export function sayThreshold(value: number, unit: MetricUnit): string {
  return `${writeThreshold(value, unit)}${unitWords[unit].after}`;
}

/** A product without the dust of binary fractions: 0.8, not 0.8000000000000002. */
function times(value: number, factor: number): number {
  const product = value * factor;
  const clean = Number(product.toPrecision(15));
  return Number.isFinite(clean) ? clean : product;
}
