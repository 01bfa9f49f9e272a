import { parser } from '@prometheus-io/lezer-promql';
import type { SyntaxNode } from '@lezer/common';
import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../../errors';
import { Matcher, matcherText } from '../prometheus/scope';

const FIELD = 'query.query';
/** Each of them carries our matchers, and costs Prometheus a look-up. */
const MOST_SELECTORS = 50;
/** As Go's lexer ends a string: the grammar here would let it run on. */
const WHOLE_STRING =
  /^(?:"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*'|`[^`]*`)$/;
/** What stands outside of strings; everything else would be read by chance. */
const OUTSIDE = /^[\w:{}()[\],.=!~<>+\-*/%^@ \t\r\n]*$/;
/** Not to be seen on a screen, or turning what is seen around it. */
const INVISIBLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Cs}]/u;

/** A query of a person's own that may be kept to a scope. */
export interface ParsedQuery {
  /** Without its comments; every character in its place. */
  text: string;
  selectors: Array<{ from: number; to: number; open?: number }>;
}

/**
 * Understands a query of PromQL, or refuses it with the position.
 *
 * @throws ServiceManagerError INVALID_FIELD
 */
export function parseQuery(query: string): ParsedQuery {
  const hidden = INVISIBLE.exec(query);
  if (hidden) {
    const code = hidden[0].codePointAt(0)!.toString(16).toUpperCase();
    throw refused(
      query,
      hidden.index,
      `there is a character that cannot be seen, U+${code.padStart(4, '0')}`,
      'Delete it; retype the line where it was pasted from.',
    );
  }
  const text = withoutComments(query);
  const selectors: ParsedQuery['selectors'] = [];
  let outside = '';
  let at = 0;
  parser.parse(text).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) {
        throw refused(query, from, 'the query is not PromQL from there on');
      }
      if (type.name === 'StringLiteral') {
        if (!WHOLE_STRING.test(text.slice(from, to))) {
          throw refused(query, from, 'there a text begins that does not end');
        }
        outside += `${text.slice(at, from)} `;
        at = to;
      }
      if (type.name === 'Info') {
        throw refused(
          query,
          from,
          'info() reads series that are not the service’s',
          'Leave it out.',
        );
      }
      if (type.name === 'VectorSelector') selectors.push(place(node));
    },
  });
  outside += text.slice(at);
  if (!OUTSIDE.test(outside)) {
    const odd = [...text].findIndex(
      (character, index) => !OUTSIDE.test(character) && !inString(text, index),
    );
    throw refused(query, Math.max(odd, 0), 'there is a character out of place');
  }
  if (!selectors.length) {
    throw refused(
      query,
      0,
      'it asks for no series',
      'Name a metric, as in rate(http_requests_total[5m]).',
    );
  }
  if (selectors.length > MOST_SELECTORS) {
    throw refused(
      query,
      selectors[MOST_SELECTORS].from,
      `it asks for more than ${MOST_SELECTORS} sets of series`,
      'Ask in several queries.',
    );
  }
  return { text, selectors };
}

/**
 * Puts matchers into every selector of a query, beside those that are there:
 * all of them have to hold, so that a query can only ever see less.
 */
export function inject(query: ParsedQuery, matchers: Matcher[]): string {
  const ours = matchers.map(matcherText).join(',');
  let result = '';
  let at = 0;
  for (const { to, open } of query.selectors) {
    if (open === undefined) {
      result += `${query.text.slice(at, to)}{${ours}}`;
      at = to;
    } else {
      const rest = query.text.slice(open + 1, to - 1).trim();
      result += `${query.text.slice(at, open + 1)}${ours}${rest ? ',' : ''}`;
      at = open + 1;
    }
  }
  result += query.text.slice(at);
  check(result, ours, query.selectors.length);
  return result.trim();
}

/** What we made is read once more: a mistake of ours must not get out. */
function check(query: string, ours: string, wanted: number): void {
  let found = 0;
  parser.parse(query).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) throw new Error('The scoped query is no PromQL');
      if (type.name !== 'VectorSelector') return;
      const { open } = place(node);
      const inside = open === undefined ? '' : query.slice(open + 1, to - 1);
      if (inside !== ours && !inside.startsWith(`${ours},`)) {
        throw new Error(`A selector at ${from} has lost its scope`);
      }
      found++;
    },
  });
  if (found !== wanted) throw new Error('The scoped query is another one');
}

function place(node: SyntaxNode): ParsedQuery['selectors'][number] {
  const matchers = node.getChild('LabelMatchers');
  return { from: node.from, to: node.to, open: matchers?.from };
}

function withoutComments(query: string): string {
  let text = query;
  parser.parse(query).iterate({
    enter: ({ type, from, to }) => {
      if (type.name === 'LineComment') {
        text = text.slice(0, from) + ' '.repeat(to - from) + text.slice(to);
      }
    },
  });
  return text;
}

function inString(text: string, index: number): boolean {
  let inside = false;
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (type.name === 'StringLiteral' && index >= from && index < to) {
        inside = true;
      }
    },
  });
  return inside;
}

function refused(
  query: string,
  at: number,
  what: string,
  nextStep = 'Correct it there.',
): ServiceManagerError {
  const lines = query.slice(0, at).split('\n');
  const where = `line ${lines.length}, character ${lines.at(-1)!.length + 1}`;
  return new ServiceManagerError(
    400,
    errorCodes.invalidField,
    `The query cannot be run: at ${where} ${what}.`,
    { field: FIELD, nextStep },
  );
}
