import * as fc from 'fast-check';
import { aLine } from '../testing';
import { colorPods, isNarrower, matches } from './facets';
import { levels } from './levels';
import {
  defaultView,
  filterQuery,
  type LogFilters,
  type LogView,
  noFilters,
  parseView,
  writeView,
} from './view';

const names = fc.uniqueArray(
  fc.string({ unit: fc.constantFrom('a', 'b', '-', '1'), minLength: 1 }),
  { maxLength: 3 },
);
const time = fc
  .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
  .map(at => at.toISOString());
const views: fc.Arbitrary<LogView> = fc
  .record({
    text: fc.string({ unit: 'binary' }),
    regex: fc.boolean(),
    levels: fc.subarray([...levels]),
    pods: names,
    containers: names,
    fields: fc
      .dictionary(fc.string(), fc.string(), { maxKeys: 3 })
      .map(each => ({ ...each })),
    previous: fc.boolean(),
    logql: fc.string(),
    from: fc.option(time, { nil: undefined }),
    until: fc.option(time, { nil: undefined }),
    search: fc.string(),
    wrap: fc.boolean(),
    utc: fc.boolean(),
    around: fc.boolean(),
    line: fc.option(
      fc.record({
        cursor: fc.string({ minLength: 1 }),
        ns: fc.bigInt({ min: 0n, max: 10n ** 19n }).map(String),
      }),
      { nil: undefined },
    ),
  })
  .map(view => ({
    ...view,
    regex: view.regex && view.text !== '',
    around: view.around && view.line !== undefined,
  }));

describe('the view in the URL', () => {
  it('comes out as it went in, and leaves other parameters alone', () => {
    fc.assert(
      fc.property(views, view => {
        const written = writeView(view, new URLSearchParams('change=stop'));
        expect(written.get('change')).toBe('stop');
        const read = parseView(new URLSearchParams(written.toString()));
        expect(read).toEqual(JSON.parse(JSON.stringify(view)));
      }),
    );
  });

  it('has nothing where all is as usual', () => {
    expect(writeView(defaultView).toString()).toBe('');
    expect(parseView(new URLSearchParams())).toEqual(defaultView);
  });

  it('leaves out what it does not understand', () => {
    expect(
      parseView(
        new URLSearchParams(
          'level=loud,error&from=yesterday&field=[1]&at=x&line=c&re2=true',
        ),
      ),
    ).toEqual({ ...defaultView, levels: ['error'] });
    expect(parseView(new URLSearchParams('field={')).fields).toEqual({});
  });

  it('asks for text or RE2, never both', () => {
    expect(filterQuery({ ...noFilters, text: 'a|b', regex: true })).toEqual({
      regex: 'a|b',
    });
    expect(filterQuery({ ...noFilters, text: 'a|b' })).toEqual({ text: 'a|b' });
    expect(filterQuery(noFilters)).toEqual({});
  });
});

describe('filters that the browser judges by itself', () => {
  const filters: fc.Arbitrary<LogFilters> = fc.record({
    text: fc.constantFrom('', 'a', 'ab', 'AB'),
    regex: fc.boolean(),
    levels: fc.subarray(['error' as const, 'info' as const]),
    pods: fc.subarray(['p', 'q']),
    containers: fc.subarray(['c', 'd']),
    fields: fc.constantFrom<Record<string, string>>({}, { k: '1' }, { k: '2' }),
    previous: fc.boolean(),
    // What LogQL lets through, only the backend can say.
    logql: fc.constant(''),
  });
  const some = fc
    .record({
      text: fc.constantFrom('xaby', 'a', 'k=1 l=ab', 'k=2 l=x', ''),
      level: fc.constantFrom('error' as const, 'info' as const),
      pod: fc.constantFrom('p', 'q'),
      container: fc.constantFrom('c', 'd'),
      previous: fc.boolean(),
    })
    .map(each => aLine(1, each));

  it('are narrower only when they let nothing new through', () => {
    fc.assert(
      fc.property(filters, filters, some, (before, after, line) => {
        fc.pre(!before.regex && !after.regex);
        const newlyThrough =
          isNarrower(before, after) &&
          matches(line, after) &&
          !matches(line, before);
        expect(newlyThrough).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('leave an RE2 expression to the backend', () => {
    const regex = { ...noFilters, text: 'a', regex: true };
    expect(isNarrower(noFilters, regex)).toBe(false);
    expect(isNarrower(regex, noFilters)).toBe(false);
    expect(isNarrower(regex, { ...regex, levels: ['error'] })).toBe(true);
  });

  it('leave LogQL to the backend', () => {
    const own = { ...noFilters, logql: '|= "a"' };
    expect(isNarrower(noFilters, own)).toBe(false);
    expect(isNarrower(own, noFilters)).toBe(false);
    expect(isNarrower(own, { ...own, levels: ['error'] })).toBe(true);
  });

  it('are narrower: a level more, a longer text; not: one less', () => {
    const error = { ...noFilters, levels: ['error' as const] };
    expect(isNarrower(noFilters, error)).toBe(true);
    expect(isNarrower(error, noFilters)).toBe(false);
    expect(
      isNarrower(
        { ...noFilters, text: 'time' },
        { ...noFilters, text: 'timeout' },
      ),
    ).toBe(true);
  });
});

describe('the colours of pods', () => {
  it('are kept, and shared only when there are more pods than colours', () => {
    const pods = fc.uniqueArray(fc.string(), { maxLength: 20 });
    fc.assert(
      fc.property(pods, pods, (first, then) => {
        const before = colorPods(new Map(), first);
        const after = colorPods(before, then);
        for (const pod of first) expect(after.get(pod)).toBe(before.get(pod));
        const all = new Set([...first, ...then]);
        expect(after.size).toBe(all.size);
        expect(new Set(after.values()).size).toBe(Math.min(8, all.size));
      }),
    );
  });
});
