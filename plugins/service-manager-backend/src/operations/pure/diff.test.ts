import fc from 'fast-check';
import type { WrittenField } from '../types';
import { diff, exactDiff } from './diff';
import { digest, preconditionOf } from './digest';
import {
  fieldValue,
  inverted,
  isUnwritten,
  isWritten,
  patchOf,
  pathText,
} from './fields';

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean());
const tree = fc.letrec(tie => ({
  node: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    fc.uniqueArray(
      fc.record({ name: fc.stringMatching(/^[a-z]{1,3}$/), value: scalar }),
      { selector: item => item.name, maxLength: 4 },
    ),
    fc.dictionary(
      fc.stringMatching(/^[a-z./-]{1,6}$/).filter(key => key !== '__proto__'),
      tie('node'),
      { maxKeys: 4 },
    ),
  ),
})).node;
const object = fc.dictionary(fc.stringMatching(/^[a-c]$/), tree, {
  maxKeys: 3,
});

const NAMED = /^\[(\w+)=(.*)\]$/s;

/** Carries changes out, as somebody who only has the diff would. */
function applied(before: any, changes: ReturnType<typeof exactDiff>): any {
  const result = structuredClone(before);
  for (const { path, after } of changes) {
    if (path.length === 0) return after;
    const parent = fieldValue(result, path.slice(0, -1));
    const last = path.at(-1)!;
    const named = NAMED.exec(last);
    if (named) {
      const index = parent.findIndex((i: any) => i[named[1]] === named[2]);
      if (after === undefined) parent.splice(index, 1);
      else if (index < 0) parent.push(after);
      else parent[index] = after;
    } else if (after === undefined) delete parent[last];
    else parent[last] = after;
  }
  return result;
}

/** Order of named items does not matter to a round trip. */
function unordered(value: any): any {
  if (Array.isArray(value)) {
    return value
      .map(unordered)
      .sort((a, b) => (digest(a) < digest(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([k, v]) => [k, unordered(v)]),
  );
}

describe('diff', () => {
  it('is empty exactly for equal objects, and carries one over to the other', () => {
    fc.assert(
      fc.property(object, object, (before, after) => {
        expect(exactDiff(before, structuredClone(before))).toEqual([]);
        const changes = exactDiff(before, after);
        expect(unordered(applied(before, changes))).toEqual(unordered(after));
      }),
      { numRuns: 500 },
    );
  });

  it('addresses items of lists by name, and leaves the bookkeeping out', () => {
    const base = {
      metadata: {
        name: 'web',
        resourceVersion: '1',
        generation: 1,
        managedFields: [{ manager: 'a' }],
        annotations: { 'example.com/a': '1' },
      },
      spec: {
        template: {
          metadata: { creationTimestamp: null },
          spec: {
            containers: [
              { name: 'web', image: 'web:1' },
              { name: 'log', image: 'log:1' },
            ],
          },
        },
      },
      status: { replicas: 1 },
    };
    const next: any = structuredClone(base);
    next.metadata.resourceVersion = '2';
    next.metadata.generation = 2;
    next.metadata.managedFields = [];
    next.metadata.annotations['example.com/a'] = '2';
    next.spec.template.metadata = {};
    next.spec.template.spec.containers.reverse();
    next.spec.template.spec.containers[1].image = 'web:2';
    next.status = {};
    expect(diff(base, next)).toEqual([
      {
        path: 'metadata.annotations[example.com/a]',
        before: '1',
        after: '2',
      },
      {
        path: 'spec.template.spec.containers[web].image',
        before: 'web:1',
        after: 'web:2',
      },
    ]);
  });

  it('hides the values of variables that are named like secrets', () => {
    const env = (value: string) => ({
      spec: {
        env: [
          { name: 'DB_PASSWORD', value },
          { name: 'COLOUR', value },
        ],
      },
    });
    const text = JSON.stringify(diff(env('one'), env('two')));
    expect(text).toContain('spec.env[DB_PASSWORD].value');
    expect(diff(env('one'), env('two'))).toEqual([
      {
        path: 'spec.env[DB_PASSWORD].value',
        before: '(hidden)',
        after: '(hidden)',
      },
      { path: 'spec.env[COLOUR].value', before: 'one', after: 'two' },
    ]);
    const added = diff({ spec: {} }, env('sesame'));
    expect(JSON.stringify(added[0])).toContain('(hidden)');
    expect(
      (added[0].after as any).find((item: any) => item.name === 'DB_PASSWORD'),
    ).toEqual({ name: 'DB_PASSWORD', value: '(hidden)' });
  });
});

describe('fields', () => {
  const before = {
    metadata: { annotations: { 'a.b/c': 'x' } },
    spec: { containers: [{ name: 'web', image: 'web:1' }], paused: true },
  };
  const fields: WrittenField[] = [
    {
      path: ['metadata', 'annotations', 'a.b/c'],
      before: 'x',
      after: undefined,
    },
    { path: ['spec', 'paused'], before: true, after: undefined },
    {
      path: ['spec', 'containers', '[name=web]', 'image'],
      before: 'web:1',
      after: 'web:2',
    },
  ];

  it('become a patch of just these fields', () => {
    expect(patchOf(fields)).toEqual({
      metadata: { annotations: { 'a.b/c': null } },
      spec: { paused: null, containers: [{ name: 'web', image: 'web:2' }] },
    });
    expect(patchOf(inverted(fields))).toEqual({
      metadata: { annotations: { 'a.b/c': 'x' } },
      spec: { paused: true, containers: [{ name: 'web', image: 'web:1' }] },
    });
  });

  it('tell written from unwritten', () => {
    const after = {
      metadata: {},
      spec: { containers: [{ name: 'web', image: 'web:2' }] },
    };
    expect([
      isWritten(fields, before),
      isUnwritten(fields, before),
      isWritten(fields, after),
      isUnwritten(fields, after),
    ]).toEqual([false, true, true, false]);
  });

  it('are addressed as people write them', () => {
    expect(fields.map(({ path }) => pathText(path))).toEqual([
      'metadata.annotations[a.b/c]',
      'spec.paused',
      'spec.containers[web].image',
    ]);
  });
});

describe('preconditionOf', () => {
  it('changes with the generation or the identity, not with the status or the order', () => {
    const one = { metadata: { uid: 'a', generation: 1 }, status: {} };
    const two = { metadata: { uid: 'b', generation: 4 } };
    const base = preconditionOf([one, two]);
    expect(preconditionOf([two, { ...one, status: { replicas: 1 } }])).toBe(
      base,
    );
    expect(
      preconditionOf([two, { metadata: { uid: 'a', generation: 2 } }]),
    ).not.toBe(base);
    expect(
      preconditionOf([two, { metadata: { uid: 'c', generation: 1 } }]),
    ).not.toBe(base);
  });
});
