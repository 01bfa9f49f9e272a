/** How times are told. */
export interface TimeStyle {
  utc: boolean;
  /** With the day, where rows are of several. */
  date?: boolean;
}

/** The moment in milliseconds; enough for a clock, not for an order. */
export function millisOf(ns: string): number {
  return Number(BigInt(ns) / 1_000_000n);
}

const two = (value: number) => String(value).padStart(2, '0');

/** `14:02:10.123`, with `11-21 ` before it where asked for. */
export function formatTime(ns: string, style: TimeStyle): string {
  const { year, month, day, clock } = partsOf(millisOf(ns), style.utc);
  if (Number.isNaN(year)) return 'unknown';
  return style.date ? `${two(month)}-${two(day)} ${clock}` : clock;
}

/** All nanoseconds, with the offset: `2026-11-21T14:02:10.123456789+01:00`. */
export function formatExactNs(ns: string, style: TimeStyle): string {
  const millis = millisOf(ns);
  const { year, month, day, clock } = partsOf(millis, style.utc);
  if (Number.isNaN(year)) return 'unknown';
  const rest = ns.padStart(9, '0').slice(-9);
  const seconds = clock.slice(0, -4);
  return `${year}-${two(month)}-${two(day)}T${seconds}.${rest}${offsetOf(
    millis,
    style,
  )}`;
}

/** `UTC`, or how far the reader's clock is from it: `UTC+01:00`. */
export function zoneName(millis: number, style: TimeStyle): string {
  const offset = offsetOf(millis, style);
  return offset === 'Z' ? 'UTC' : `UTC${offset}`;
}

/** The day as `2026-11-21`, to tell whether rows are of several. */
export function dayOf(millis: number, utc: boolean): string {
  const { year, month, day } = partsOf(millis, utc);
  return `${year}-${two(month)}-${two(day)}`;
}

function offsetOf(millis: number, { utc }: TimeStyle): string {
  const minutes = utc ? 0 : -new Date(millis).getTimezoneOffset();
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(
    size % 60,
  )}`;
}

function partsOf(millis: number, utc: boolean) {
  // Local time read as if it were UTC: one set of getters.
  const shift = utc ? 0 : new Date(millis).getTimezoneOffset() * 60_000;
  const at = new Date(millis - shift);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    clock: `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(
      at.getUTCSeconds(),
    )}.${String(at.getUTCMilliseconds()).padStart(3, '0')}`,
  };
}
