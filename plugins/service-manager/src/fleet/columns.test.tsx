import * as fc from 'fast-check';
import { columns, columnsThatFit, tracksOf } from './columns';
import { columnIds, fixedColumns, trendColumns } from './types';

const widthOf = (ids: readonly (keyof typeof columns)[]) =>
  ids.reduce((sum, id) => sum + columns[id].least, 0);

describe('the columns that fit', () => {
  it('are all in a wide window, and before its width is known', () => {
    expect(columnsThatFit(1600)).toEqual(columnIds);
    expect(columnsThatFit(undefined)).toEqual(columnIds);
  });

  it('are all but the restarts, which the status tells, and the curves, at 1440 px', () => {
    // What the portal's sidebar and the page's padding leave.
    expect(columnsThatFit(1440 - 224 - 48)).toEqual(
      columnIds.filter(id => id !== 'restarts' && !trendColumns.includes(id)),
    );
  });

  it('never need more room than there is, and are none the fewer for more of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 720, max: 2000 }),
        fc.integer({ min: 0, max: 500 }),
        (width, more) => {
          const shown = columnsThatFit(width);
          expect(widthOf(shown)).toBeLessThanOrEqual(width);
          expect(shown).toEqual(expect.arrayContaining([...fixedColumns]));
          expect(columnsThatFit(width + more)).toEqual(
            expect.arrayContaining(shown),
          );
        },
      ),
    );
  });

  it('take a share of what is left, except for the figures', () => {
    expect(tracksOf(['service', 'ready'])).toBe(
      'minmax(206px, 22fr) minmax(66px, 66px)',
    );
  });
});
