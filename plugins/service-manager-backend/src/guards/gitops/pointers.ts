/** A segment of a way to a field: `*` stands for every item of a list. */
export type Pattern = string[];

/** A segment may have several names: an item's place, and `name=web`. */
export type FieldWay = Array<string | string[]>;

/** `/spec/replicas`; undefined for what is no JSON pointer. */
export function parsePointer(pointer: string): Pattern | undefined {
  return pointer.startsWith('/')
    ? pointer
        .slice(1)
        .split('/')
        .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    : undefined;
}

const KEY =
  /^(?:\.?\["([^"\\]+)"\]|\."([^"\\]+)"|\.([A-Za-z_]\w*)|\.?\[(\d*)\])\??/;
const SELECT = /^select\(\s*\.name\s*==\s*"([^"\\]+)"\s*\)/;

/**
 * The jq expressions that people use to name a field: keys, items of lists,
 * and a choice of the item by its name. Undefined for every other one.
 */
export function parseJq(expression: string): Pattern | undefined {
  const pattern: Pattern = [];
  let rest = expression.trim();
  while (rest) {
    const select = SELECT.exec(rest);
    const key = select ? undefined : KEY.exec(rest);
    const found = select ?? key;
    if (!found) return undefined;
    if (select) {
      if (pattern.at(-1) !== '*') return undefined;
      pattern[pattern.length - 1] = `name=${select[1]}`;
    } else if (key) {
      pattern.push(key[1] ?? key[2] ?? key[3] ?? (key[4] || '*'));
    }
    rest = rest
      .slice(found[0].length)
      .trim()
      .replace(/^\|\s*/, '');
  }
  return pattern.length ? pattern : undefined;
}

/** Whether the pattern names the field or something around it. */
export function covers(pattern: Pattern, way: FieldWay): boolean {
  return (
    pattern.length <= way.length &&
    pattern.every(
      (part, index) => part === '*' || [way[index]].flat().includes(part),
    )
  );
}
