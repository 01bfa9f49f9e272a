import type { MetricUnit } from '@vtasker/backstage-plugin-service-manager-common';

/** Those of the backend, and that of numbers of which nothing more is known. */
export type Unit = MetricUnit | 'number';

/** One value a step; null where nothing was measured. */
export type Values = readonly (number | null)[];

const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];
const decimal = ['', 'k', 'M', 'G', 'T'];

/**
 * A value as people type it: `250m`, `512Mi`, `12 ms`, `3.5 %`. Three digits
 * that count, except for whole numbers.
 */
export function formatValue(
  value: number | null | undefined,
  unit: Unit,
): string {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return 'no value';
  }
  if (value < 0) return `-${formatValue(-value, unit)}`;
  switch (unit) {
    case 'cores':
      return formatCores(value);
    case 'bytes':
      return scaled(value, 1024, binary);
    case 'bytes-per-second':
      return `${scaled(value, 1024, binary)}/s`;
    case 'ratio':
      return `${digits(value * 100)} %`;
    case 'per-second':
      return `${scaled(value, 1000, decimal)}/s`;
    case 'seconds':
      return formatSeconds(value);
    default:
      return value < 10_000
        ? digits(value, 4)
        : scaled(Math.round(value), 1000, decimal);
  }
}

function formatCores(cores: number): string {
  // 0.9996 is nobody's `1000m`.
  const millis = Number(digits(cores * 1000));
  return millis < 1000 ? `${millis}m` : digits(cores);
}

function formatSeconds(seconds: number): string {
  if (seconds === 0) return '0 ms';
  const micros = Number(digits(seconds * 1e6));
  if (micros < 1000) return `${micros} µs`;
  const millis = Number(digits(seconds * 1000));
  return millis < 1000 ? `${millis} ms` : `${digits(seconds)} s`;
}

function scaled(value: number, base: number, names: readonly string[]) {
  let rest = value;
  let at = 0;
  while (at < names.length - 1 && Number(digits(rest)) >= base) {
    rest /= base;
    at += 1;
  }
  return `${digits(rest)}${names[at]}`;
}

/** Cut to so many digits that count, without zeros behind; whole if large. */
function digits(value: number, count = 3): string {
  if (value === 0) return '0';
  const whole = Math.max(1, Math.floor(Math.log10(value)) + 1);
  if (whole >= count) return String(Math.round(value));
  // Small shares keep their size instead of becoming 0.
  return String(Number(value.toPrecision(count)));
}

const binarySteps = Array.from({ length: 51 }, (_, power) => 2 ** power);

/** The distances that lines of the axis may have; undefined: as for any number. */
export function stepsOf(unit: Unit): number[] | undefined {
  if (unit === 'bytes' || unit === 'bytes-per-second') return binarySteps;
  if (unit === 'count') {
    return Array.from({ length: 13 }, (_, power) =>
      [1, 2, 5].map(first => first * 10 ** power),
    ).flat();
  }
  return undefined;
}

/** How late the newest value may be and still be called the last one. */
const LATE_STEPS = 2;

/** The newest value; null when nothing was measured lately. */
export function lastOf(values: Values): number | null {
  const late = values.slice(-1 - LATE_STEPS).filter(value => value !== null);
  return late[late.length - 1] ?? null;
}
