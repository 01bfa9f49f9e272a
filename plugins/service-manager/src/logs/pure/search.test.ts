import * as fc from 'fast-check';
import type { LogLine } from '@vtasker/backstage-plugin-service-manager-common';
import { aGap, aLine } from '../testing';
import { LogBuffer } from './LogBuffer';
import { findAll, Search } from './search';

function drain(search: Search, buffer: LogBuffer) {
  while (!search.advance(buffer, 3).done);
}

describe('a search', () => {
  it('finds without regard to case, and past colours', () => {
    expect(findAll('Error: ERROR', 'error')).toEqual([
      [0, 5],
      [7, 12],
    ]);
    expect(findAll('anything', '')).toEqual([]);
    const buffer = new LogBuffer(10);
    buffer.append([aLine(1, { text: 'time\u001b[31mout' }), aGap(2)]);
    const search = new Search('TIMEOUT');
    drain(search, buffer);
    expect(search.count).toBe(1);
  });

  it('goes round at the ends', () => {
    const buffer = new LogBuffer(10);
    buffer.append(
      ['x', 'hit', 'x', 'hit', 'x'].map((text, n) => aLine(n, { text })),
    );
    const search = new Search('hit');
    drain(search, buffer);
    expect([search.next(0, 1), search.next(1, 1), search.next(3, 1)]).toEqual([
      1, 3, 1,
    ]);
    expect([
      search.next(3, -1),
      search.next(1, -1),
      search.next(4, -1),
    ]).toEqual([1, 3, 3]);
    expect([search.ordinal(1), search.ordinal(3), search.ordinal(2)]).toEqual([
      1, 2, 0,
    ]);
    expect(new Search('none').next(0, 1)).toBeUndefined();
  });

  it('knows the same hits as a fresh look, however rows came and went', () => {
    const steps = fc.array(
      fc.tuple(
        fc.constantFrom('append' as const, 'prepend' as const, 'look' as const),
        fc.array(fc.boolean(), { maxLength: 8 }),
        fc.nat(5),
      ),
    );
    fc.assert(
      fc.property(steps, all => {
        const buffer = new LogBuffer(10);
        const search = new Search('hit');
        let n = 0;
        for (const [step, hits, budget] of all) {
          if (step === 'look') search.advance(buffer, budget);
          else {
            const rows: LogLine[] = [];
            for (const hit of hits) {
              rows.push(aLine(n++, { text: hit ? 'a hit' : 'x' }));
            }
            buffer[step](rows);
            search.advance(buffer, 0);
          }
        }
        drain(search, buffer);
        const fresh = Array.from({ length: buffer.length }, (_, at) => at)
          .filter(at => buffer.textAt(at) === 'a hit')
          .map(at => buffer.seqAt(at));
        expect(search.count).toBe(fresh.length);
        expect(fresh.map(seq => search.ordinal(seq))).toEqual(
          fresh.map((_, at) => at + 1),
        );
      }),
    );
  });
});
