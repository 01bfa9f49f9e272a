import { RE2JS, RE2JSSyntaxException } from 're2js';
import { fieldsOf } from '../fields';
import type { Matcher, Stage, StageLine } from './types';

/** What an expression of RE2 is wrong in. */
export class WrongRegex extends Error {}

/** A condition on a label. Loki's rule: absent is empty, the whole must fit. */
export function matcherStage({ label, op, value }: Matcher): Stage {
  const of = ({ labels }: StageLine) => labels.get(label) ?? '';
  switch (op) {
    case '=':
      return line => of(line) === value;
    case '!=':
      return line => of(line) !== value;
    default: {
      const regex = compile(value);
      const wanted = op === '=~';
      return line => regex.matches(of(line)) === wanted;
    }
  }
}

export function numberStage(
  label: string,
  operator: string,
  wanted: number,
): Stage {
  const compare: Record<string, (value: number) => boolean> = {
    '>': value => value > wanted,
    '>=': value => value >= wanted,
    '<': value => value < wanted,
    '<=': value => value <= wanted,
    '=': value => value === wanted,
    '==': value => value === wanted,
    '!=': value => value !== wanted,
  };
  const test = compare[operator];
  return ({ labels }) => {
    const text = labels.get(label);
    if (!text) return false;
    const value = Number(text);
    return Number.isFinite(value) && test(value);
  };
}

/** `|= "a" or "b"` holds one of them, `!= "a" or "b"` neither. */
export function lineStage(
  operator: '|=' | '!=' | '|~' | '!~',
  texts: string[],
): Stage {
  const tests = texts.map((text): ((line: string) => boolean) => {
    if (operator === '|=' || operator === '!=') {
      return line => line.includes(text);
    }
    const regex = compile(text);
    return line => regex.matcher(line).find();
  });
  const wanted = operator.startsWith('|');
  return ({ text }) => tests.some(test => test(text)) === wanted;
}

/** Fields of JSON or logfmt become labels, named as Loki names them. */
export function parserStage(kind: 'json' | 'logfmt'): Stage {
  return ({ text, labels }) => {
    const json = text.trimStart().startsWith('{');
    if (json !== (kind === 'json')) return true;
    for (const [name, value] of fieldsOf(text) ?? []) {
      const label = name.replace(/^(?=\d)|[^a-zA-Z0-9_]/g, '_');
      labels.set(labels.has(label) ? `${label}_extracted` : label, value);
    }
    return true;
  };
}

/** RE2: linear in what it reads, whatever the expression. */
function compile(regex: string): RE2JS {
  try {
    return RE2JS.compile(regex);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    throw new WrongRegex(error.getDescription(), { cause: error });
  }
}
