import type {
  LogGap,
  LogLine,
} from '@vtasker/backstage-plugin-service-manager-common';

const START = 1_763_700_000_000_000_000n;

/** A line of a service, the `n`th; a millisecond lies between two. */
export function aLine(n: number, overrides: Partial<LogLine> = {}): LogLine {
  return {
    type: 'line',
    ns: String(START + BigInt(n) * 1_000_000n),
    cursor: `cursor-${n}`,
    cluster: 'eu',
    pod: 'web-1',
    container: 'web',
    level: 'info',
    text: `line ${n}`,
    ...overrides,
  };
}

export function lines(from: number, to: number): LogLine[] {
  return Array.from({ length: to - from }, (_, at) => aLine(from + at));
}

export function aGap(n: number, count?: number): LogGap {
  return {
    type: 'gap',
    from: aLine(n).ns,
    to: aLine(n + 1).ns,
    reason: 'slow-viewer',
    message: 'The browser read too slowly.',
    ...(count !== undefined && { count }),
  };
}
