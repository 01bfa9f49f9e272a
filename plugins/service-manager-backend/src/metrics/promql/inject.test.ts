import { parser } from '@prometheus-io/lezer-promql';
import * as fc from 'fast-check';
import type { ServiceManagerError } from '../../errors';
import { expressions, scraps } from '../__testUtils__/arbitraryQueries';
import { ownQueries } from '../__testUtils__/ownQueries';
import { inject, parseQuery } from './inject';

const OURS = 'namespace="shop",pod=~"web-.*"';
const scoped = (query: string) =>
  inject(parseQuery(query), [
    { label: 'namespace', operator: '=', value: 'shop' },
    { label: 'pod', operator: '=~', value: 'web-.*' },
  ]);

function refusal(query: string): ServiceManagerError {
  try {
    scoped(query);
  } catch (error) {
    return error as ServiceManagerError;
  }
  throw new Error(`was not refused: ${query}`);
}

/** Undefined where it is refused as it should be. */
function attempt(query: string): string | undefined {
  try {
    return scoped(query);
  } catch (error) {
    if ((error as ServiceManagerError).field === 'query.query')
      return undefined;
    throw error;
  }
}

/** Selectors as they stand in the text. */
function selectorsOf(query: string): string[] {
  const found: string[] = [];
  parser.parse(query).iterate({
    enter: ({ type, from, to }) => {
      if (type.name === 'VectorSelector') found.push(query.slice(from, to));
    },
  });
  return found;
}

describe('our matchers in a query of a person’s own', () => {
  it.each(ownQueries)('%s', (query, expected) => {
    expect(scoped(query)).toBe(expected.replaceAll('$', OURS));
  });

  it.each([
    ['up{', 1, 4],
    ['rate(on[5m])', 1, 6],
    ['up}', 1, 3],
    ['up{a="b"', 1, 9],
    ['up{a="b}', 1, 6],
    ["up{a='b\n'}", 1, 6],
    ['up{a=b}', 1, 6],
    ['up{a-b="c"}', 1, 5],
    ['up{"a\u0000"="c"}', 1, 6],
    ['up{a="\u202e"}', 1, 7],
    ['up{a\u200b="c"}', 1, 5],
    ['up{a"="c"}', 1, 5],
    ['up or', 1, 6],
    ['up up', 1, 4],
    ['rate(up[5m]) )', 1, 14],
    ['a\n+ (b', 2, 5],
    ['info(up)', 1, 1],
    ['unknown_function(up)', 1, 17],
    ['1 + 1', 1, 1],
    ['"text"', 1, 1],
    ['vector(1)', 1, 1],
    ['', 1, 1],
    ['üp', 1, 1],
  ])('refuses %j and names line %i, character %i', (query, line, character) => {
    const error = refusal(query);
    expect(error.status).toBe(400);
    expect(error.field).toBe('query.query');
    expect(error.nextStep).toBeTruthy();
    expect(error.message).toContain(`line ${line}, character ${character} `);
  });

  it('refuses more selectors than anybody writes', () => {
    const many = Array.from({ length: 51 }, (_, i) => `a${i}`).join(' + ');
    expect(refusal(many).message).toContain('more than 50');
  });

  it('a value of ours that would end its text cannot', () => {
    const query = inject(parseQuery('up'), [
      { label: 'namespace', operator: '=', value: 'a"} or up{b="\\\n\u0000' },
    ]);
    expect(query).toBe('up{namespace="a\\"} or up{b=\\"\\\\\\n\\x00"}');
    expect(selectorsOf(query)).toEqual([query]);
  });

  it('no text whatever gets a selector through without our matchers', () => {
    let passed = 0;
    fc.assert(
      fc.property(scraps, query => {
        const result = attempt(query);
        // Everything else that is thrown has ended the test.
        if (result === undefined) return;
        passed++;
        const selectors = selectorsOf(result);
        expect(selectors.length).toBeGreaterThan(0);
        for (const one of selectors) {
          expect(one.slice(one.indexOf('{') + 1).startsWith(OURS)).toBe(true);
        }
      }),
      // One that gets through whatever the others are.
      { numRuns: 3_000, examples: [['rate(a[5m]) / b{c="d"}']] },
    );
    expect(passed).toBeGreaterThan(0);
  });

  it('nests as deep as anybody likes', () => {
    fc.assert(
      fc.property(expressions, query => {
        const before = selectorsOf(query);
        fc.pre(before.length <= 50);
        const after = selectorsOf(scoped(query));
        expect(after).toHaveLength(before.length);
        for (const one of after) expect(one).toContain(`{${OURS}`);
      }),
    );
  });
});
