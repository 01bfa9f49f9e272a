const SIMPLE: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};
const ESCAPE =
  /\\(?:x([0-7][0-9a-fA-F])|u([0-9a-fA-F]{4})|U(000[0-9a-fA-F]{5}|0010[0-9a-fA-F]{4})|([0-7]{3})|(.))/gs;

/**
 * The text of a literal of LogQL, as Go reads it; undefined for one that Go
 * would not take.
 */
export function textOf(literal: string): string | undefined {
  const inner = literal.slice(1, -1);
  // Nothing is escaped between backticks; Go drops carriage returns there.
  if (literal.startsWith('`')) return inner.replaceAll('\r', '');
  if (inner.includes('\n')) return undefined;
  let wrong = false;
  const text = inner.replace(
    ESCAPE,
    (_, hex, short, long, octal, simple: string | undefined) => {
      const code = hex ?? short ?? long;
      if (code !== undefined) return String.fromCodePoint(parseInt(code, 16));
      if (octal !== undefined) {
        const value = parseInt(octal, 8);
        if (value > 0x7f) wrong = true;
        return String.fromCharCode(value);
      }
      if (simple === undefined || !Object.hasOwn(SIMPLE, simple)) {
        wrong = true;
        return '';
      }
      return SIMPLE[simple];
    },
  );
  return wrong || /\p{Surrogate}/u.test(text) ? undefined : text;
}
