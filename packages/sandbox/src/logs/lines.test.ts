import fc from 'fast-check';
import { ContainerLog, type ContainerRun } from './lines';
import type { LogScript } from './scripts';

const START = Date.parse('2026-01-31T12:00:00Z');
const script: LogScript = {
  images: ['shop/web'],
  every: 500,
  start: ['boot <container> in <pod>', 'ready'],
  entries: [
    { weight: 8, text: '<time> <GET|POST> / <20..30> <hex 6> n=<n>' },
    { text: 'Error: no\n    at a\n    at b', trouble: true },
  ],
  end: { Error: 'fatal: bye\n    at c', OOMKilled: 'no memory' },
};

function logOf(
  run: Partial<ContainerRun> = {},
  image = 'shop/web:1',
  uid = '12345678-0000',
) {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-1', namespace: 'shop', uid },
    spec: { containers: [{ name: 'web', image }] },
  };
  const startedAt = new Date(START).toISOString();
  return new ContainerLog(pod, 'web', { startedAt, ...run }, [script]);
}

function textsUntil(log: ContainerLog, millis: number) {
  return Array.from({ length: log.countAt(new Date(millis)) }, (_, n) =>
    log.entry(n).map(({ text }) => text),
  ).flat();
}

describe('the log of a container', () => {
  it('is what the script of its image says, and the usual one without', () => {
    const log = logOf();
    const texts = textsUntil(log, START + 600_000);
    expect(texts.slice(0, 2)).toEqual(['boot web in web-1', 'ready']);
    const requests = texts.filter(text => text.includes('n='));
    for (const text of requests) {
      expect(text).toMatch(/^\S+Z (GET|POST) \/ (2\d|30) [0-9a-f]{6} n=\d+$/);
    }
    expect(new Set(requests).size).toBe(requests.length);
    const at = texts.indexOf('Error: no');
    expect(texts.slice(at + 1, at + 3)).toEqual(['    at a', '    at b']);
    expect(textsUntil(logOf({}, 'other:1'), START)).toContain(
      'level=info msg="listening" port=8080',
    );
  });

  it('differs from pod to pod and from one instance to the next', () => {
    const texts = [
      logOf(),
      logOf({}, undefined, '87654321-0000'),
      logOf({ startedAt: new Date(START + 1000).toISOString() }),
    ].map(log =>
      textsUntil(log, START + 20_000)
        // Without the times.
        .map(text => text.replace(/^\S+Z /, ''))
        .join('\n'),
    );
    expect(new Set(texts).size).toBe(3);
  });

  it('ends with the last words of its reason', () => {
    const finishedAt = new Date(START + 10_000).toISOString();
    const ended = (more: Partial<ContainerRun>) =>
      textsUntil(logOf({ finishedAt, ...more }), START + 99_000).slice(-2);
    expect(ended({ exitCode: 1 })).toEqual(['fatal: bye', '    at c']);
    expect(ended({ exitCode: 137, reason: 'OOMKilled' })[1]).toBe('no memory');
    expect(ended({ exitCode: 0 })[1]).not.toContain('at c');
  });

  const instant = fc.integer({ min: -2_000, max: 60_000 });

  it('has more of its entries as time passes, none of them in the future', () => {
    fc.assert(
      fc.property(instant, millis => {
        const log = logOf();
        const now = START + millis;
        const count = log.countAt(new Date(now));
        const times = Array.from({ length: count + 1 }, (_, n) =>
          log.entry(n)[0].time.getTime(),
        );
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(times.slice(0, -1).every(time => time <= now)).toBe(true);
        expect(times[count]).toBeGreaterThan(now);
        expect(log.nextIn(new Date(now))).toBe(times[count] - now);
      }),
    );
  });

  it('finds the first entry since a time, also the last words', () => {
    fc.assert(
      fc.property(instant, fc.boolean(), (millis, over) => {
        const finishedAt = new Date(START + 30_000).toISOString();
        const log = logOf(over ? { finishedAt, exitCode: 1 } : {});
        const since = START + millis;
        const all = Array.from(
          { length: log.countAt(new Date(START + 60_000)) },
          (_, n) => n,
        );
        expect(all.slice(log.firstSince(new Date(since)))).toEqual(
          all.filter(n => log.entry(n)[0].time.getTime() >= since),
        );
      }),
    );
  });
});
