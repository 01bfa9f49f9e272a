import type { Selector } from '../workloads';

export type ParsedSelector =
  | { selector: Selector; wrong?: undefined }
  | { selector?: undefined; wrong: string };

type Expression = NonNullable<Selector['matchExpressions']>[number];

const NAME = /^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const PREFIX =
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

class Wrong extends Error {}

/** Words are whatever is neither blank nor an operator, as in the API server. */
class Tokens {
  private readonly tokens: string[];
  private at = 0;

  constructor(text: string) {
    this.tokens = text.match(/==|!=|[!=<>(),]|[^\s!=<>(),]+/g) ?? [];
  }

  take(token: string): string | undefined {
    if (this.tokens[this.at] !== token) {
      return undefined;
    }
    this.at++;
    return token;
  }

  /** A comma, or the end; anything else is one thing too many. */
  takeComma(): boolean {
    if (this.take(',')) {
      return true;
    }
    const next = this.tokens[this.at];
    if (next !== undefined && next !== ')') {
      throw new Wrong(`'${next}' is not expected there`);
    }
    return false;
  }

  expectEnd(): void {
    if (this.at < this.tokens.length) {
      throw new Wrong(`'${this.tokens[this.at]}' is not expected there`);
    }
  }

  atEndOfRequirement(): boolean {
    const next = this.tokens[this.at];
    return next === undefined || next === ',';
  }

  word(what: string): string {
    const word = this.optionalWord();
    if (!word) {
      const next = this.tokens[this.at];
      throw new Wrong(
        `${what} is expected ${next ? `instead of '${next}'` : 'at the end'}`,
      );
    }
    return word;
  }

  optionalWord(): string {
    const next = this.tokens[this.at];
    if (next === undefined || /^(==|!=|[!=<>(),])$/.test(next)) {
      return '';
    }
    this.at++;
    return next;
  }
}

/**
 * Reads a label selector as kubectl and the API server do: `a=b`, `a==b`,
 * `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, `a>1`, `a<1`, with commas
 * between. What is wrong is said in words that can stand in a sentence.
 */
export function parseSelector(text: string): ParsedSelector {
  const matchLabels = new Map<string, string>();
  const matchExpressions: Expression[] = [];
  try {
    const tokens = new Tokens(text);
    do {
      const expression = requirement(tokens);
      const { key, operator, values } = expression;
      if (operator === '=' && !matchLabels.has(key)) {
        matchLabels.set(key, values![0]);
      } else {
        matchExpressions.push(
          operator === '=' ? { ...expression, operator: 'In' } : expression,
        );
      }
    } while (tokens.takeComma());
    tokens.expectEnd();
  } catch (error) {
    if (error instanceof Wrong) {
      return { wrong: error.message };
    }
    throw error;
  }
  return {
    selector: {
      ...(matchLabels.size && { matchLabels: Object.fromEntries(matchLabels) }),
      ...(matchExpressions.length && { matchExpressions }),
    },
  };
}

/** Why a text cannot be the value of a label; undefined when it can. */
export function wrongLabelValue(value: string): string | undefined {
  if (value.length > 63) {
    return `the value '${value.slice(0, 20)}…' is longer than 63 characters`;
  }
  return value === '' || NAME.test(value)
    ? undefined
    : `'${value}' is not a label value (letters, digits, '-', '_' and '.', beginning and ending with a letter or digit)`;
}

function requirement(tokens: Tokens): Expression {
  if (tokens.take('!')) {
    return { key: keyOf(tokens.word('a label')), operator: 'DoesNotExist' };
  }
  const key = keyOf(tokens.word('a label'));
  if (tokens.atEndOfRequirement()) {
    return { key, operator: 'Exists' };
  }
  if (tokens.take('!=')) {
    return { key, operator: 'NotIn', values: [valueOf(tokens)] };
  }
  if (tokens.take('==') || tokens.take('=')) {
    return { key, operator: '=', values: [valueOf(tokens)] };
  }
  const comparison = tokens.take('>') ?? tokens.take('<');
  if (comparison) {
    const value = tokens.word('a whole number');
    if (!/^[+-]?\d+$/.test(value)) {
      throw new Wrong(`'${value}' after '${comparison}' is not a whole number`);
    }
    return { key, operator: comparison === '>' ? 'Gt' : 'Lt', values: [value] };
  }
  const operator = tokens.word("one of '=', '!=', 'in', 'notin'");
  if (operator !== 'in' && operator !== 'notin') {
    throw new Wrong(
      `'${operator}' after '${key}' is none of '=', '!=', 'in', 'notin'`,
    );
  }
  if (!tokens.take('(')) {
    throw new Wrong(`'(' is missing after '${key} ${operator}'`);
  }
  const values: string[] = [];
  do {
    values.push(valueOf(tokens));
  } while (tokens.takeComma());
  if (!tokens.take(')')) {
    throw new Wrong(`')' is missing after '${key} ${operator} (…'`);
  }
  return { key, operator: operator === 'in' ? 'In' : 'NotIn', values };
}

function keyOf(text: string): string {
  const [name, prefix, more] = text.split('/').reverse();
  if (
    more !== undefined ||
    !NAME.test(name) ||
    name.length > 63 ||
    (prefix !== undefined && (!PREFIX.test(prefix) || prefix.length > 253))
  ) {
    throw new Wrong(`'${text}' is not the name of a label`);
  }
  return text;
}

function valueOf(tokens: Tokens): string {
  const value = tokens.optionalWord();
  const wrong = wrongLabelValue(value);
  if (wrong) {
    throw new Wrong(wrong);
  }
  return value;
}
