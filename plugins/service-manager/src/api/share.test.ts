import fc from 'fast-check';
import { share } from './share';

describe('share', () => {
  it('always says what the new value says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (previous, next) => {
        expect(share(previous, next)).toEqual(next);
      }),
    );
  });

  it('returns the very same value when nothing changed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme-ascii' }), value => {
        const copy = JSON.parse(JSON.stringify(value));
        const before = JSON.parse(JSON.stringify(value));
        expect(share(before, copy)).toBe(
          typeof before === 'object' && before !== null ? before : copy,
        );
      }),
    );
  });

  it('keeps the identity of unchanged rows when rows are added, moved and changed', () => {
    const before = [
      { entityRef: 'a', ready: 1, clusters: ['x'] },
      { entityRef: 'b', ready: 1, clusters: ['x'] },
    ];
    const after = share(before, [
      { entityRef: 'new', ready: 0, clusters: [] },
      { entityRef: 'b', ready: 2, clusters: ['x'] },
      { entityRef: 'a', ready: 1, clusters: ['x'] },
    ]);
    expect(after[2]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(after[1].clusters).toBe(before[1].clusters);
    expect(after.map(row => row.entityRef)).toEqual(['new', 'b', 'a']);
  });

  it('takes __proto__ for a field like any other', () => {
    const value = () => JSON.parse('{"__proto__":{"a":1}}');
    const before = value();
    expect(share(before, value())).toBe(before);
    const changed = share({}, value());
    expect(Object.keys(changed)).toEqual(['__proto__']);
  });

  it('tells a field that is undefined from one that is absent', () => {
    const before: Record<string, unknown> = { a: undefined };
    expect(share(before, { b: 1 })).toEqual({ b: 1 });
  });
});
