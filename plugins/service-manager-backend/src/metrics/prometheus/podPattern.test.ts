import * as fc from 'fast-check';
import { RE2JS } from 're2js';
import { snapshotOf } from '../__testUtils__/places';
import { podPattern } from './podPattern';

/** As Prometheus does it: RE2, and the whole value. */
function catches(pattern: string, name: string): boolean {
  return RE2JS.compile(pattern).matches(name);
}

describe('the pods of a workload by their names', () => {
  it.each([
    ['Deployment', 'web', ['web-7d4b9c6f8d-bcdfg', 'web-68bf6cf5cc-x2z9k']],
    ['StatefulSet', 'db', ['db-0', 'db-12']],
    ['DaemonSet', 'agent', ['agent-bcdfg']],
    ['Job', 'load', ['load-bcdfg', 'load-0-bcdfg']],
    ['CronJob', 'night', ['night-29371234-bcdfg', 'night-29371234-3-bcdfg']],
  ] as const)('knows those of a %s that are gone', (kind, name, pods) => {
    const pattern = podPattern(snapshotOf(kind, name));
    for (const pod of pods) expect(catches(pattern, pod)).toBe(true);
  });

  it.each([
    ['Deployment', 'web', 'web-db-7d4b9c6f8d-bcdfg'],
    ['Deployment', 'web', 'my-web-7d4b9c6f8d-bcdfg'],
    ['Deployment', 'web', 'web-7d4b9c6f8d-bcdfg-x'],
    ['Deployment', 'web', 'web-0'],
    // A DaemonSet whose name could be a short hash.
    ['Deployment', 'web', 'web-db-bcdfg'],
    ['Deployment', 'web.v1', 'webxv1-7d4b9c6f8d-bcdfg'],
    ['StatefulSet', 'db', 'db-0-0'],
    ['StatefulSet', 'db', 'db-x'],
    ['DaemonSet', 'agent', 'agent-db-bcdfg'],
    ['DaemonSet', 'agent', 'agent-aeiou'],
    ['Job', 'load', 'load-x-bcdfg'],
    ['CronJob', 'night', 'night-shift-bcdfg'],
    ['CronJob', 'night', 'night-1-bcdfg'],
  ] as const)('%s %s does not catch %s', (kind, name, pod) => {
    expect(catches(podPattern(snapshotOf(kind, name)), pod)).toBe(false);
  });

  it('takes known ReplicaSets and Jobs by their names, and odd pods by theirs', () => {
    const pattern = podPattern(
      snapshotOf('Deployment', 'web', {
        replicaSets: ['web-blue'],
        pods: ['web-blue-bcdfg', 'web.odd'],
      }),
    );
    expect(catches(pattern, 'web-blue-zzzzz')).toBe(true);
    expect(catches(pattern, 'web.odd')).toBe(true);
    expect(catches(pattern, 'webxodd')).toBe(false);
    expect(
      catches(
        podPattern(snapshotOf('CronJob', 'night', { jobs: ['night-by-hand'] })),
        'night-by-hand-bcdfg',
      ),
    ).toBe(true);
  });

  it('takes only known pods where the API cuts the name short', () => {
    const long = 'a'.repeat(60);
    const pod = `${long.slice(0, 58)}bcdfg`;
    const pattern = podPattern(
      snapshotOf('Deployment', long, {
        replicaSets: [`${long}-7d4b9c6f8d`],
        pods: [pod],
      }),
    );
    expect(catches(pattern, pod)).toBe(true);
    expect(catches(pattern, `${long.slice(0, 58)}zzzzz`)).toBe(false);
    expect(catches(podPattern(snapshotOf('DaemonSet', long)), '')).toBe(false);
  });

  it('never catches a pod of a workload with another name', () => {
    const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
    const kind = fc.constantFrom('Deployment', 'StatefulSet' as const);
    fc.assert(
      fc.property(name, name, kind, (one, other, of) => {
        fc.pre(one !== other);
        const pod = {
          Deployment: `${other}-7d4b9c6f8d-bcdfg`,
          StatefulSet: `${other}-3`,
        }[of];
        expect(catches(podPattern(snapshotOf(of, one)), pod)).toBe(false);
      }),
    );
  });
});
