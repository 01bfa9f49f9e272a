const UNITS: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A Kubernetes quantity as a number: `250m` is 0.25, `1Ki` is 1024. */
export function quantity(text: string | number | undefined): number {
  if (text === undefined) return 0;
  const match = /^([0-9.]+)([a-zA-Z]*)$/.exec(String(text));
  return match ? Number(match[1]) * (UNITS[match[2]] ?? 1) : 0;
}

/** What the containers of a pod ask for together. */
export function requestsOf(spec: any): { cpu: number; memory: number } {
  const sum = { cpu: 0, memory: 0 };
  for (const container of spec.containers ?? []) {
    sum.cpu += quantity(container.resources?.requests?.cpu);
    sum.memory += quantity(container.resources?.requests?.memory);
  }
  return sum;
}
