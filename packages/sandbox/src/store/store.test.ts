import fc from 'fast-check';
import {
  parseFieldSelector,
  parseLabelSelector,
  SelectorError,
} from './selectors';
import { CompactedError, Store } from './store';

const object = (name: string, n = 0) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'x' },
  n,
});

describe('Store', () => {
  it('a list and the writes after its version give the present state', () => {
    const writes = fc.array(
      fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean()),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(writes, fc.nat(30), (all, cut) => {
        const store = new Store();
        const write = ([name, put]: [string, boolean], i: number) => {
          if (put) store.put('configmaps', object(name, i));
          else store.remove('configmaps', 'x', name);
        };
        all.slice(0, cut).forEach(write);
        const state = new Map(
          store.list('configmaps').map(o => [o.metadata.name, o]),
        );
        const from = store.revision;
        all.slice(cut).forEach(write);
        let last = from;
        for (const event of store.since('configmaps', from)) {
          expect(event.revision).toBeGreaterThan(last);
          last = event.revision;
          if (event.type === 'DELETED')
            state.delete(event.object.metadata.name);
          else state.set(event.object.metadata.name, event.object);
        }
        const names = [...state.keys()].sort();
        expect(names.map(name => state.get(name))).toEqual(
          store.list('configmaps'),
        );
      }),
    );
  });

  it('never changes what it handed out', () => {
    const store = new Store();
    const first = store.put('configmaps', object('a', 1));
    store.put('configmaps', object('a', 2));
    expect(first.n).toBe(1);
  });

  it('knows no versions older than it keeps', () => {
    const store = new Store(10);
    for (let i = 0; i < 50; i++) store.put('configmaps', object('a', i));
    expect(() => store.since('configmaps', 2)).toThrow(CompactedError);
    expect(store.since('configmaps', store.revision - 5)).toHaveLength(5);
  });

  it('finds what an owner owns, until it no longer does', () => {
    const store = new Store();
    const owned: any = object('a');
    owned.metadata.ownerReferences = [{ uid: 'u', kind: 'K', name: 'k' }];
    store.put('configmaps', owned);
    expect(store.ownedBy('u').map(e => e.object.metadata.name)).toEqual(['a']);
    store.put('configmaps', object('a'));
    expect(store.ownedBy('u')).toEqual([]);
  });
});

describe('selectors', () => {
  it.each([
    ['a=1', true],
    ['a==1,b!=2', true],
    ['a in (1,2)', true],
    ['a notin (1)', false],
    ['a', true],
    ['!a', false],
    ['c notin (1)', true],
    ['c!=1', true],
    ['c in (1)', false],
    ['', true],
  ])('%s on {a: 1, b: 1} is %s', (text, expected) => {
    expect(parseLabelSelector(text)({ a: '1', b: '1' })).toBe(expected);
  });

  it.each(['(((', 'a=1,,=', '=x'])('%s is refused', text => {
    expect(() => parseLabelSelector(text)).toThrow(SelectorError);
  });

  it('a field that cannot be selected is named', () => {
    expect(() => parseFieldSelector('pods', 'spec.color=red')).toThrow(
      'field label not supported: spec.color',
    );
  });
});
