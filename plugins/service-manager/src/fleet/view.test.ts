import fc from 'fast-check';
import { statusOrder } from '../status';
import { columnIds, defaultView, fixedColumns } from './types';
import { keepLists, parseView, writeView } from './view';

const refs = fc.uniqueArray(
  fc.constantFrom('none', 'group:default/a', 'group:x/b-c.d'),
);

const views = fc.record({
  search: fc.string({ unit: 'grapheme' }),
  states: fc.subarray(statusOrder),
  owners: refs,
  systems: refs,
  clusters: fc.subarray(['prod-eu', 'kind']),
  firing: fc.boolean(),
  sort: fc.record({
    column: fc.constantFrom(...columnIds),
    descending: fc.boolean(),
  }),
  columns: fc
    .subarray([...columnIds])
    .map(chosen =>
      columnIds.filter(id => chosen.includes(id) || fixedColumns.includes(id)),
    ),
});

describe('the view in the URL', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(views, view => {
        const text = writeView(view).toString();
        expect(parseView(new URLSearchParams(text))).toEqual(view);
      }),
    );
  });

  it('keeps the lists that did not change, and says what the new view says', () => {
    fc.assert(
      fc.property(views, views, (before, next) => {
        const kept = keepLists(before, next);
        expect(kept).toEqual(next);
        const again = keepLists(kept, JSON.parse(JSON.stringify(next)));
        expect(again.states).toBe(kept.states);
        expect(again.columns).toBe(kept.columns);
      }),
    );
  });

  it('is empty by default', () => {
    expect(writeView(defaultView).toString()).toBe('');
    expect(parseView(new URLSearchParams())).toEqual(defaultView);
  });

  it('leaves out what it does not know', () => {
    const params = new URLSearchParams(
      'status=failed,broken&sort=-price&columns=price',
    );
    expect(parseView(params)).toEqual({ ...defaultView, states: ['failed'] });
  });

  it('leaves other parameters alone', () => {
    const params = new URLSearchParams('theme=dark&q=old&sort=owner');
    expect(writeView(defaultView, params).toString()).toBe('theme=dark');
  });
});
