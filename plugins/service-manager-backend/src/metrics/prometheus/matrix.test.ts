import * as fc from 'fast-check';
import { dataOf, numberOf, ontoGrid } from './matrix';

const grid = { start: 1_000, step: 15, steps: 5 };
const put = (values: Array<[number, string]>) =>
  ontoGrid(grid, [{ metric: {}, values }])[0].values;

describe('an answer of Prometheus, on the grid that was asked for', () => {
  it('values are strings, and exact ones', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), value =>
        expect(numberOf(String(value))).toBe(Number(String(value))),
      ),
    );
    expect(put([[1_000, '1.5e-7']])[0]).toBe(1.5e-7);
  });

  it.each(['NaN', '+Inf', '-Inf'])('%s is no measurement: null', text => {
    expect(put([[1_015, text]])).toEqual([null, null, null, null, null]);
  });

  it('steps that Prometheus leaves out are null on the full grid, never 0 and never a neighbour', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer()), { minLength: 5, maxLength: 5 }),
        wanted => {
          const points = wanted.flatMap(
            (value, i): Array<[number, string]> =>
              value === null ? [] : [[1_000 + 15 * i, String(value)]],
          );
          expect(put(points)).toEqual(wanted);
        },
      ),
    );
  });

  it('a point beside the grid is of no other step', () => {
    expect(
      put([
        [985, '1'],
        [1_075, '2'],
      ]),
    ).toEqual([null, null, null, null, null]);
  });

  it('a 200 says more than its data: warnings, and infos of newer versions', () => {
    const answer = { status: 'success', data: {}, warnings: ['a'] };
    expect(dataOf(answer, 'Prom').warnings).toEqual(['a']);
    expect(dataOf({ ...answer, infos: ['b'] }, 'Prom').warnings).toEqual([
      'a',
      'b',
    ]);
    expect(() => dataOf({ status: 'success' }, 'Prom')).toThrow('has no data');
  });
});
