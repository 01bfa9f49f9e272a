import * as fc from 'fast-check';

const PIECES =
  'up rate( sum( absent( ) { } [5m] [1h:1m] " \' ` \\ # = =~ != , "a" a="b" namespace="x" by (x) or and unless on( offset 5m @ 1 start() + - * \n 1 {__name__=~".+"}'.split(
    ' ',
  );

/** Pieces of queries in any order; few of these are PromQL. */
export const scraps = fc
  .array(
    fc.oneof(
      fc.constantFrom(...PIECES, ' '),
      fc.string({ maxLength: 3, unit: 'binary' }),
    ),
    { maxLength: 12 },
  )
  .map(pieces => pieces.join(''));

/** PromQL with selectors in all places, as deep as one likes. */
export const expressions = fc.letrec<{ e: string }>(tie => ({
  e: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom(
      'a',
      'a{}',
      'a{x="}"}',
      "a{x='\"}'}",
      'a{x=`"}\\`}',
      'a{x="\\"}",}',
      'a { # }\n x!~"[}]" }',
      '{__name__=~".+"}',
      'a{namespace="other",pod!="web"}',
      'a offset 5m',
      'a @ end()',
    ),
    tie('e').map(e => `(${e})`),
    tie('e').map(e => `-(${e})`),
    tie('e').map(e => `sum by (x) (${e})`),
    tie('e').map(e => `topk(3, ${e})`),
    tie('e').map(e => `max_over_time((${e})[1h:1m])`),
    tie('e').map(e => `absent(${e})`),
    tie('e').map(e => `label_replace(${e}, "pod", "$1", "x", "(.*)")`),
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => `(${a}) or (${b})`),
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => `(${a}) / on(x) (${b})`),
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => `(${a}) > bool (${b})`),
  ),
})).e;
