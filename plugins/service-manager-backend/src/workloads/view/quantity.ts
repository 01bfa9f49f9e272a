const FACTORS: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
const QUANTITY =
  /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?\d+))?$/;

/**
 * The number of a Kubernetes quantity: `250m`, `512Mi`, `1e3`. Undefined for
 * what is no quantity.
 */
export function parseQuantity(text: string | undefined): number | undefined {
  const match = typeof text === 'string' ? QUANTITY.exec(text) : undefined;
  if (!match) return undefined;
  const [, number, suffix, exponent] = match;
  if (exponent !== undefined) return Number(`${number}e${exponent}`);
  // Dividing keeps 250m at 0.25 where multiplying by 1e-3 may not.
  if (suffix === 'm') return Number(number) / 1e3;
  return Number(number) * (suffix ? FACTORS[suffix] : 1);
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(value < 10 ? 2 : 4)));
}

/** Bytes as people type them: `512Mi`, `1.5Gi`. */
export function formatBytes(bytes: number): string {
  const units = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${rounded(value)}${units[unit]}`;
}

/** Cores as people type them: `250m`, `1.5`. */
export function formatCores(cores: number): string {
  return Math.abs(cores) < 1 ? `${Math.round(cores * 1000)}m` : rounded(cores);
}
