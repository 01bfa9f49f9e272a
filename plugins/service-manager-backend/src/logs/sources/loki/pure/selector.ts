import type { Matcher } from '../../../pure/logql';

export type { Matcher };

const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * A text as LogQL has it between double quotes. The backslash comes first, or
 * it would escape what the others put there. Never in backticks: nothing can
 * be escaped between those.
 */
export function quote(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll('"', '\\"');
  return `"${escaped}"`;
}

/** A text that a regular expression of RE2 takes for itself alone. */
export function literally(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** Label matchers are anchored by Loki: the whole value is one of these. */
export function anyOf(label: string, values: Iterable<string>): Matcher {
  const list = [...values];
  return list.length === 1
    ? { label, op: '=', value: list[0] }
    : { label, op: '=~', value: list.map(literally).join('|') };
}

/** @throws Error for what is not the name of a label */
export function renderSelector(matchers: Matcher[]): string {
  const parts = matchers.map(({ label, op, value }) => {
    if (!LABEL.test(label)) {
      throw new Error(`not a label name: ${JSON.stringify(label)}`);
    }
    return `${label}${op}${quote(value)}`;
  });
  return `{${parts.join(',')}}`;
}
