import { parse } from 'lossless-json';
import { plainText } from './ansi';

/** A field of a structured line. */
export interface LogField {
  /** As `request.path`: names of nested fields with dots between. */
  name: string;
  /** As it was written: a number keeps all its digits. */
  value: string;
}

export interface LogFields {
  format: 'JSON' | 'logfmt';
  fields: LogField[];
  /** There are more than are shown. */
  more: boolean;
}

const LONGEST = 256 * 1024;
const MOST_FIELDS = 200;
const DEEPEST = 8;

/** The fields of a line that is a JSON object or logfmt; undefined otherwise. */
export function expandFields(record: string): LogFields | undefined {
  if (record.length > LONGEST) return undefined;
  const text = plainText(record).trim();
  return text.startsWith('{') ? expandJson(text) : expandLogfmt(text);
}

/** A number as it was written: JavaScript's own would round 20 digits. */
class Digits {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function expandJson(text: string): LogFields | undefined {
  let object: unknown;
  try {
    object = parse(text, undefined, digits => new Digits(digits));
  } catch {
    return undefined;
  }
  const fields: LogField[] = [];
  const walk = (value: unknown, name: string, depth: number) => {
    if (fields.length > MOST_FIELDS) return;
    const nested =
      typeof value === 'object' && value !== null && !(value instanceof Digits);
    if (!nested || depth === DEEPEST || isEmpty(value)) {
      fields.push({ name, value: write(value) });
      return;
    }
    for (const [key, each] of Object.entries(value)) {
      walk(each, name === '' ? key : `${name}.${key}`, depth + 1);
    }
  };
  walk(object, '', 0);
  if (fields.length === 1 && fields[0].name === '') return undefined;
  return {
    format: 'JSON',
    fields: fields.slice(0, MOST_FIELDS),
    more: fields.length > MOST_FIELDS,
  };
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

function write(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Digits) return value.text;
  return JSON.stringify(value, (_, each) =>
    each instanceof Digits ? each.text : each,
  );
}

// `key=value`, `key="with \"quotes\""`; a key alone says little and may be prose.
const PAIR = /([^\s=",]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?=\s|$)/y;

/**
 * No library: the one there is turns `true` and digits into other types, and so
 * loses what was written.
 */
function expandLogfmt(text: string): LogFields | undefined {
  const fields = new Map<string, string>();
  let pairs = 0;
  let words = 0;
  let at = 0;
  while (at < text.length && fields.size <= MOST_FIELDS) {
    PAIR.lastIndex = at;
    const match = PAIR.exec(text);
    if (match) {
      const [, name, quoted, bare] = match;
      fields.set(name, quoted === undefined ? bare : unescape(quoted));
      pairs += 1;
      at = PAIR.lastIndex;
    } else {
      words += 1;
      at = endOfWord(text, at);
    }
    while (at < text.length && /\s/.test(text[at])) at += 1;
  }
  // Prose that mentions an assignment is no logfmt.
  if (pairs < 2 || words > pairs) return undefined;
  const all = [...fields].map(([name, value]) => ({ name, value }));
  return {
    format: 'logfmt',
    fields: all.slice(0, MOST_FIELDS),
    more: all.length > MOST_FIELDS,
  };
}

const SPACE = /\s/g;

function endOfWord(text: string, from: number): number {
  SPACE.lastIndex = from;
  return SPACE.exec(text)?.index ?? text.length;
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

function unescape(quoted: string): string {
  return quoted.replace(/\\(.)/g, (_, letter) => escapes[letter] ?? letter);
}
