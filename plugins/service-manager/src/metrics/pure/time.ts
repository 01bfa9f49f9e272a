const two = (value: number) => String(value).padStart(2, '0');
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The parts of a moment, of the reader's clock or in UTC. */
function partsOf(millis: number, utc: boolean) {
  // Local time read as if it were UTC: one set of getters.
  const shift = utc ? 0 : new Date(millis).getTimezoneOffset() * 60_000;
  const at = new Date(millis - shift);
  return {
    day: `${months[at.getUTCMonth()]} ${at.getUTCDate()}`,
    clock: `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`,
    seconds: two(at.getUTCSeconds()),
  };
}

/** `Nov 21, 14:02:15`. */
export function formatMoment(millis: number, utc: boolean): string {
  const { day, clock, seconds } = partsOf(millis, utc);
  return `${day}, ${clock}:${seconds}`;
}

/**
 * What stands under an axis: the clock's time, seconds only where they tell
 * the marks apart, and the day where it changes.
 */
export function axisLabels(
  moments: readonly number[],
  apartMillis: number,
  utc: boolean,
): string[] {
  let before: string | undefined;
  return moments.map(millis => {
    const { day, clock, seconds } = partsOf(millis, utc);
    const another = before !== undefined && before !== day;
    before = day;
    if (apartMillis >= 86_400_000 || (another && clock === '00:00')) return day;
    return apartMillis < 60_000 ? `${clock}:${seconds}` : clock;
  });
}

/** `UTC`, or how far the reader's clock is from it: `UTC+01:00`. */
export function zoneName(at: Date, utc: boolean): string {
  const minutes = utc ? 0 : -at.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(
    size % 60,
  )}`;
}
