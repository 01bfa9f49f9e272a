const SUFFIXES: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
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

/** A quantity of Kubernetes as a number; undefined when it is none. */
export function parseQuantity(quantity: unknown): number | undefined {
  const match =
    /^([+-]?\d*\.?\d+(?:[eE][+-]?\d+)?|[+-]?\d+\.)([A-Za-z]*)$/.exec(
      String(quantity ?? '').trim(),
    );
  if (!match || !Object.hasOwn(SUFFIXES, match[2])) {
    return undefined;
  }
  return Number(match[1]) * SUFFIXES[match[2]];
}
