/** From so many characters on a line is folded. */
export const FOLD_AT = 16 * 1024;
/** More than this is never put on the page: it is there to be downloaded. */
export const SHOW_AT_MOST = 256 * 1024;

/** What of a record is shown, and what is not. */
export interface Folded {
  text: string;
  /** Line feeds that are folded away. */
  moreLines: number;
  /** Characters that are folded away. */
  moreCharacters: number;
  /** Whether unfolding would show more. */
  foldable: boolean;
}

/**
 * A record as one row: its first line, and not too much of it. Unfolded, all of
 * it up to a bound.
 */
export function fold(record: string, open: boolean): Folded {
  const text = record.endsWith('\n') ? record.slice(0, -1) : record;
  const firstEnd = text.indexOf('\n');
  const foldable = firstEnd !== -1 || text.length > FOLD_AT;
  const end = open || firstEnd === -1 ? text.length : firstEnd;
  const shown = cutAt(text, Math.min(end, open ? SHOW_AT_MOST : FOLD_AT));
  return {
    text: shown,
    moreLines: countLines(text, shown.length),
    moreCharacters: text.length - shown.length,
    foldable,
  };
}

/** All lines of a record, and not too much of it unless more is asked for. */
export function foldBig(
  record: string,
  open: boolean,
): Pick<Folded, 'text' | 'moreCharacters'> {
  const whole = record.endsWith('\n') ? record.slice(0, -1) : record;
  const text = cutAt(whole, open ? SHOW_AT_MOST : FOLD_AT);
  return { text, moreCharacters: whole.length - text.length };
}

/** Never between the halves of one character. */
function cutAt(text: string, at: number): string {
  const code = text.charCodeAt(at - 1);
  const split = at < text.length && code >= 0xd800 && code <= 0xdbff;
  return text.slice(0, split ? at - 1 : at);
}

function countLines(text: string, from: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at !== -1; ) {
    lines += 1;
    at = text.indexOf('\n', at + 1);
  }
  return lines;
}
