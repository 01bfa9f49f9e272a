import { type AnsiStyle, parseAnsi } from './ansi';
import { findAll } from './search';

/** A piece of a line as it is shown. Text only: it never becomes markup. */
export interface Segment {
  text: string;
  style?: AnsiStyle;
  /** Begins with http: or https:, nothing else. */
  href?: string;
  /** Stands for a character that would not be seen: its code. */
  control?: string;
  hit?: boolean;
}

// What would not be seen or would reorder what is: controls except for tab and
// line feed, bidi controls, zero-width marks, tags, halves of a pair. Joiners
// stay: scripts and emoji need them.
const UNSEEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}/gu;

// By name: many fonts have no pictures of them.
const controlNames = (
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI ' +
  'DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'
).split(' ');

const LINK = /https?:\/\/[^\s<>"'`{}|\\^]+/g;

/** A text with what would not be seen made visible, and its links. */
export function toSegments(text: string, search = ''): Segment[] {
  const shown: Segment[] = [];
  for (const span of parseAnsi(text.replace(/\r(?=\n|$)/g, ''))) {
    const { style } = span;
    const href = span.link && safeLink(span.link);
    for (const piece of makeVisible(span.text)) {
      const base = { ...piece, ...(style && { style }) };
      if (href) shown.push({ ...base, href });
      else if (piece.control) shown.push(base);
      else shown.push(...splitLinks(base));
    }
  }
  return search === '' ? shown : markHits(shown, search);
}

/** An address to follow, when it is one of the web's; undefined otherwise. */
export function safeLink(address: string): string | undefined {
  if (!/^https?:\/\//i.test(address)) return undefined;
  try {
    const url = new URL(address);
    return ['http:', 'https:'].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** Splits a text at characters that would not be seen. */
export function makeVisible(text: string): Segment[] {
  const pieces: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (match.index > from)
      pieces.push({ text: text.slice(from, match.index) });
    pieces.push(picture(match[0]));
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

function picture(character: string): Segment {
  const code = character.codePointAt(0)!;
  const control = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const name = code === 0x7f ? 'DEL' : controlNames[code];
  return { text: `<${name ?? control}>`, control };
}

function splitLinks(segment: Segment): Segment[] {
  const { text, ...rest } = segment;
  if (!text.includes('://')) return [segment];
  const parts: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    // A sentence's end is not the address's.
    const address = trimEnd(match[0]);
    const href = safeLink(address);
    if (!href) continue;
    if (match.index > from) {
      parts.push({ ...rest, text: text.slice(from, match.index) });
    }
    parts.push({ ...rest, text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ ...rest, text: text.slice(from) });
  return parts;
}

function trimEnd(address: string): string {
  let end = address.length;
  while (end > 0 && '.,;:!?)]'.includes(address[end - 1])) end -= 1;
  return address.slice(0, end);
}

/** Splits pieces where hits begin and end; a hit may span several. */
function markHits(segments: Segment[], search: string): Segment[] {
  const hits = findAll(segments.map(({ text }) => text).join(''), search);
  if (hits.length === 0) return segments;
  const marked: Segment[] = [];
  let begin = 0;
  let next = 0;
  for (const segment of segments) {
    const end = begin + segment.text.length;
    let from = begin;
    while (next < hits.length && hits[next][0] < end) {
      const [start, stop] = hits[next];
      const [inStart, inStop] = [Math.max(start, from), Math.min(stop, end)];
      if (inStart > from) {
        marked.push(part(segment, from - begin, inStart - begin));
      }
      if (inStop > inStart) {
        marked.push({
          ...part(segment, inStart - begin, inStop - begin),
          hit: true,
        });
      }
      from = inStop;
      if (stop > end) break;
      next += 1;
    }
    if (from < end) marked.push(part(segment, from - begin, end - begin));
    begin = end;
  }
  return marked;
}

function part(segment: Segment, from: number, to: number): Segment {
  return { ...segment, text: segment.text.slice(from, to) };
}
