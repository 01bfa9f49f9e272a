import * as fc from 'fast-check';
import { matchesSelector, matchesTarget } from '../workloads';
import { parseSelector } from './parseSelector';

/** One requirement, how it is written, and what it means. */
interface Requirement {
  text: string;
  holds: (labels: Map<string, string>) => boolean;
}

const KEYS = ['app', 'tier', 'example.com/part', 'in', 'constructor'];
const VALUES = ['', 'a', 'b', 'in', '7', '12', '-'];
const key = fc.constantFrom(...KEYS);
const value = fc.constantFrom('', 'a', 'b', 'in', '7', '12');
const blank = fc.constantFrom('', ' ', '  ');

const requirement: fc.Arbitrary<Requirement> = fc.oneof(
  fc
    .tuple(key, value, blank, fc.constantFrom('=', '=='))
    .map(([k, v, s, op]) => ({
      text: `${k}${s}${op}${s}${v}`,
      holds: (labels: Map<string, string>) => labels.get(k) === v,
    })),
  fc.tuple(key, value, blank).map(([k, v, s]) => ({
    text: `${s}${k}${s}!=${s}${v}`,
    holds: (labels: Map<string, string>) => labels.get(k) !== v,
  })),
  fc
    .tuple(key, fc.array(value, { minLength: 1, maxLength: 3 }), blank)
    .map(([k, vs, s]) => ({
      text: `${k} in${s}(${vs.join(`${s},`)})`,
      holds: (labels: Map<string, string>) => vs.some(v => labels.get(k) === v),
    })),
  fc
    .tuple(key, fc.array(value, { minLength: 1, maxLength: 3 }), blank)
    .map(([k, vs, s]) => ({
      text: `${k} notin (${s}${vs.join(',')}${s})`,
      holds: (labels: Map<string, string>) =>
        vs.every(v => labels.get(k) !== v),
    })),
  key.map(k => ({
    text: k,
    holds: (labels: Map<string, string>) => labels.has(k),
  })),
  key.map(k => ({
    text: `!${k}`,
    holds: (labels: Map<string, string>) => !labels.has(k),
  })),
  fc.tuple(key, fc.integer({ min: 0, max: 20 })).map(([k, n]) => ({
    text: `${k}>${n}`,
    holds: (labels: Map<string, string>) =>
      /^\d+$/.test(labels.get(k) ?? '') && Number(labels.get(k)) > n,
  })),
);

describe('label selectors', () => {
  it('mean what the API server takes them to mean', () => {
    fc.assert(
      fc.property(
        fc.array(requirement, { minLength: 1, maxLength: 4 }),
        fc.dictionary(key, fc.constantFrom(...VALUES)),
        (requirements, labels) => {
          const text = requirements.map(item => item.text).join(',');
          const { selector, wrong } = parseSelector(text);
          expect(wrong).toBeUndefined();
          const known = new Map(Object.entries(labels));
          expect(matchesSelector(selector!, labels)).toBe(
            requirements.every(item => item.holds(known)),
          );
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('match an object without labels only by what must be absent', () => {
    expect(matchesSelector({}, undefined)).toBe(true);
    expect(matchesSelector({ matchLabels: { a: 'b' } }, undefined)).toBe(false);
    expect(
      matchesSelector(
        { matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['b'] }] },
        undefined,
      ),
    ).toBe(true);
  });

  it('do not match by an operator that is not known', () => {
    expect(
      matchesSelector(
        { matchExpressions: [{ key: 'a', operator: 'Like', values: ['b'] }] },
        { a: 'b' },
      ),
    ).toBe(false);
  });
});

describe('matchesTarget', () => {
  const workload = {
    cluster: 'eu',
    namespace: 'shop',
    kind: 'Deployment' as const,
    name: 'web',
    labels: { app: 'web' },
  };
  const target = {
    entityRef: 'component:default/web',
    selector: { matchLabels: { app: 'web' } },
  };

  it.each([
    ['everywhere', {}, true],
    ['its cluster', { cluster: 'eu' }, true],
    ['another cluster', { cluster: 'us' }, false],
    ['its namespace', { namespace: 'shop' }, true],
    ['another namespace', { namespace: 'shop2' }, false],
    ['by name', { only: [{ kind: 'Deployment' as const, name: 'web' }] }, true],
    [
      'the name with another kind',
      { only: [{ kind: 'StatefulSet' as const, name: 'web' }] },
      false,
    ],
    ['other labels', { selector: { matchLabels: { app: 'x' } } }, false],
  ])('decides %s', (_, change, expected) => {
    expect(matchesTarget({ ...target, ...change }, workload)).toBe(expected);
  });
});
