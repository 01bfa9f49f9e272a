import fc from 'fast-check';
import { statusOrder } from '../status';
import { aFleet, aRow } from './__fixtures__/fleet';
import {
  countFiring,
  countStates,
  countValues,
  filterRows,
  sortRows,
} from './filter';
import {
  columnIds,
  emptyFilter,
  FleetFilter,
  FleetRow,
  NONE,
  RowAlerts,
} from './types';

const some = (values: string[]) => fc.subarray(values, { maxLength: 2 });

const rows: fc.Arbitrary<FleetRow[]> = fc
  .uniqueArray(
    fc.record({
      index: fc.nat({ max: 200 }),
      title: fc.constantFrom('a', 'b', 'B', 'web-2', 'web-10'),
      restarts: fc.nat({ max: 3 }),
    }),
    { selector: row => row.index, maxLength: 30 },
  )
  .map(found =>
    found.map(({ index, title, restarts }) => aRow(index, { title, restarts })),
  );

const filters: fc.Arbitrary<FleetFilter> = fc.record({
  search: fc.constantFrom('', 'web', 'PROD team', 'v2.1'),
  states: fc.subarray(statusOrder, { maxLength: 3 }),
  owners: some([NONE, 'group:default/team-1', 'group:default/team-2']),
  systems: some([NONE, 'system:default/system-1']),
  clusters: some(['prod-eu', 'prod-us']),
  firing: fc.boolean(),
});

/** Of all rows of these tests, some fire, of some it is not known. */
const alerts: RowAlerts = Object.fromEntries(
  Array.from({ length: 201 }, (_, index) => [
    `component:default/service-${index}`,
    {
      firing: index % 3 === 0 ? 1 : 0,
      silenced: index % 2,
      ...(index % 3 === 0 && { severity: 'warning' as const }),
      ...(index % 5 === 0 && { unknown: [0] }),
    },
  ]),
);

const sorts = fc.record({
  column: fc.constantFrom(...columnIds),
  descending: fc.boolean(),
});

describe('sortRows', () => {
  it('gives the same order whatever order it is given', () => {
    fc.assert(
      fc.property(
        rows.chain(found =>
          fc.tuple(
            fc.constant(found),
            fc.shuffledSubarray(found, { minLength: found.length }),
          ),
        ),
        sorts,
        ([found, shuffled], sort) => {
          expect(sortRows(shuffled, sort)).toEqual(sortRows(found, sort));
        },
      ),
    );
  });

  it('keeps every row, and does not touch what it was given', () => {
    fc.assert(
      fc.property(rows, sorts, (found, sort) => {
        const before = [...found];
        const sorted = sortRows(found, sort);
        expect(new Set(sorted)).toEqual(new Set(found));
        expect(sorted).toHaveLength(found.length);
        expect(found).toEqual(before);
      }),
    );
  });

  it('puts what needs a person first', () => {
    const sorted = sortRows(aFleet(50), {
      column: 'status',
      descending: false,
    });
    expect(sorted[0].state).toBe('failed');
    expect(sorted[sorted.length - 1].state).toBe('running');
  });

  it('counts numbers within names, and leaves rows without a value last', () => {
    const named = [
      aRow(1, { title: 'web-10', system: 'system:default/a' }),
      aRow(2, { title: 'web-2', system: undefined }),
      aRow(3, { title: 'Web-1', system: 'system:default/b' }),
    ];
    const titles = (column: 'service' | 'system', descending = false) =>
      sortRows(named, { column, descending }).map(row => row.title);
    expect(titles('service')).toEqual(['Web-1', 'web-2', 'web-10']);
    expect(titles('system')).toEqual(['web-10', 'Web-1', 'web-2']);
    expect(titles('system', true)).toEqual(['Web-1', 'web-10', 'web-2']);
  });
});

describe('filterRows', () => {
  it('finds the same rows in whatever order the filters are applied', () => {
    fc.assert(
      fc.property(rows, filters, filters, (found, a, b) => {
        expect(filterRows(filterRows(found, a), b)).toEqual(
          filterRows(filterRows(found, b), a),
        );
      }),
    );
  });

  it('finds the same rows before and after sorting', () => {
    fc.assert(
      fc.property(rows, filters, sorts, (found, filter, sort) => {
        expect(filterRows(sortRows(found, sort), filter, alerts)).toEqual(
          sortRows(filterRows(found, filter, alerts), sort),
        );
      }),
    );
  });

  it('is the conjunction of its parts', () => {
    fc.assert(
      fc.property(rows, filters, (found, filter) => {
        const parts = Object.entries(filter).map(([name, value]) => ({
          ...emptyFilter,
          [name]: value,
        }));
        expect(filterRows(found, filter, alerts)).toEqual(
          parts.reduce((left, part) => filterRows(left, part, alerts), found),
        );
      }),
    );
  });

  it('searches every word in names, owners, reasons, clusters and versions', () => {
    const row = aRow(6, { title: 'Project Manager', reason: 'OOMKilled' });
    const search = (text: string) =>
      filterRows([row], { ...emptyFilter, search: text }).length;
    expect(search('  manager PROJECT ')).toBe(1);
    expect(search('oomkilled team-6')).toBe(1);
    expect(search('project missing')).toBe(0);
  });

  it('finds the rows without an owner', () => {
    const found = filterRows(aFleet(30), { ...emptyFilter, owners: [NONE] });
    expect(found.map(row => row.title)).toEqual([
      'service-0',
      'service-11',
      'service-22',
    ]);
  });
});

describe('counts', () => {
  it('add up to the rows under the other filters', () => {
    fc.assert(
      fc.property(rows, filters, (found, filter) => {
        const counts = countStates(found, filter);
        const sum = Object.values(counts).reduce((a, b) => a + b, 0);
        expect(sum).toBe(filterRows(found, { ...filter, states: [] }).length);
      }),
    );
  });

  it('tell what choosing the state shows', () => {
    fc.assert(
      fc.property(rows, filters, (found, filter) => {
        const counts = countStates(found, filter);
        for (const state of statusOrder) {
          expect(counts[state]).toBe(
            filterRows(found, { ...filter, states: [state] }).length,
          );
        }
      }),
    );
  });

  it('tell what choosing what fires shows, and where it is not known', () => {
    fc.assert(
      fc.property(rows, filters, (found, filter) => {
        const { firing, unknown } = countFiring(found, filter, alerts);
        const others = { ...filter, firing: false };
        expect(firing).toBe(
          filterRows(found, { ...filter, firing: true }, alerts).length,
        );
        expect(firing + unknown).toBeLessThanOrEqual(
          filterRows(found, others).length,
        );
      }),
    );
  });

  it('tell what choosing an owner shows, and keep a chosen one that is gone', () => {
    const found = aFleet(100);
    const filter = { ...emptyFilter, owners: ['group:default/gone'] };
    const options = countValues(found, 'owners', filter);
    expect(options).toContainEqual({ value: 'group:default/gone', count: 0 });
    for (const { value, count } of options) {
      expect(
        filterRows(found, { ...emptyFilter, owners: [value] }),
      ).toHaveLength(count);
    }
  });
});
