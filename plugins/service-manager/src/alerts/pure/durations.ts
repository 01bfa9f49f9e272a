const units: [name: string, seconds: number][] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

const spellings: Record<string, number> = {
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3_600,
  d: 86_400,
};

/** A whole number of seconds, nothing cut off: `1 h 30 min`, `90 s`, `0 s`. */
export function formatSeconds(seconds: number): string {
  let rest = seconds;
  const words: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) words.push(`${count} ${name}`);
  }
  return words.join(' ') || '0 s';
}

/**
 * Seconds out of what a person writes: `5 min`, `90s`, `1 h 30 min`, `1.5 h`.
 * Absent for anything else, a number without a unit too: it could mean
 * minutes as well as seconds.
 */
export function parseSeconds(text: string): number | undefined {
  const parts = text.trim().toLowerCase();
  if (!/^(\d+(\.\d+)?\s*[a-z]+\s*)+$/.test(parts)) return undefined;
  let sum = 0;
  for (const [, count, unit] of parts.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    if (!Object.hasOwn(spellings, unit)) return undefined;
    sum += Number(count) * spellings[unit];
  }
  return Number.isInteger(sum) ? sum : undefined;
}
