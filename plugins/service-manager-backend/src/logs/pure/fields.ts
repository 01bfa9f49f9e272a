/** Fields of larger lines are not looked at. */
const MAX_TEXT = 32_768;
const MAX_FIELDS = 200;
const PAIR =
  /(?:^|\s)([A-Za-z_][\w.@/-]{0,80})=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))/g;

/**
 * The fields of a JSON object or of logfmt, by their dotted names, as text.
 * Big integers stay as they are written.
 */
export function fieldsOf(text: string): Map<string, string> | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const begin = text.trimStart();
  if (begin.startsWith('{')) return ofJson(begin);
  if (!text.includes('=')) return undefined;
  const fields = new Map<string, string>();
  for (const [, name, quoted, bare] of text.matchAll(PAIR)) {
    if (fields.size >= MAX_FIELDS) break;
    fields.set(name, quoted?.replace(/\\(.)/g, '$1') ?? bare);
  }
  return fields.size ? fields : undefined;
}

function ofJson(text: string): Map<string, string> | undefined {
  let value: unknown;
  try {
    // A number is kept as its source text: JSON numbers can be any size.
    value = (JSON.parse as Parse)(text, (_, part, context) =>
      typeof part === 'number' ? context?.source ?? String(part) : part,
    );
  } catch {
    return undefined;
  }
  const fields = new Map<string, string>();
  collect('', value, fields, 0);
  return fields;
}

type Parse = (
  text: string,
  reviver: (key: string, value: unknown, context?: { source?: string }) => any,
) => unknown;

function collect(
  name: string,
  value: unknown,
  fields: Map<string, string>,
  depth: number,
): void {
  if (fields.size >= MAX_FIELDS || depth > 8) return;
  if (typeof value !== 'object' || value === null) {
    if (name) fields.set(name, String(value));
    return;
  }
  for (const [key, part] of Object.entries(value)) {
    collect(name ? `${name}.${key}` : key, part, fields, depth + 1);
  }
}
