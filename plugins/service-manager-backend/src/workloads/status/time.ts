/** Milliseconds of an ISO time; undefined for what is none. */
export function millis(time: string | undefined): number | undefined {
  if (typeof time !== 'string') return undefined;
  const value = Date.parse(time);
  return Number.isNaN(value) ? undefined : value;
}

function extreme(
  times: Array<string | undefined>,
  better: (a: number, b: number) => boolean,
): string | undefined {
  let best: string | undefined;
  for (const time of times) {
    const value = millis(time);
    if (value === undefined) continue;
    if (best === undefined || better(value, millis(best)!)) best = time;
  }
  return best;
}

export function earliest(
  ...times: Array<string | undefined>
): string | undefined {
  return extreme(times, (a, b) => a < b);
}

export function latest(
  ...times: Array<string | undefined>
): string | undefined {
  return extreme(times, (a, b) => a > b);
}

/** Milliseconds since a time; undefined where the time is unknown. */
export function age(time: string | undefined, now: Date): number | undefined {
  const value = millis(time);
  return value === undefined ? undefined : now.getTime() - value;
}
