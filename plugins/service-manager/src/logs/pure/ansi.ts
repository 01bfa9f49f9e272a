import Anser from 'anser';

/** How a piece of a line is to look. Colours: one of the 16, or `r, g, b`. */
export interface AnsiStyle {
  color?: AnsiColor;
  background?: AnsiColor;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  strike?: boolean;
}

/** A name of the terminal's 16 (`red`, `bright-red`), or `r, g, b`. */
export type AnsiColor = string;

export interface AnsiSpan {
  text: string;
  style?: AnsiStyle;
  /** Where OSC 8 says that it leads; not checked yet. */
  link?: string;
}

const ESC = '\u001b';

// Colours and styles; hyperlinks; any other sequence of a terminal. Each runs
// to the next escape at most, so that a long line costs one pass.
const SEQUENCE =
  // eslint-disable-next-line no-control-regex
  /\u001b\[([0-9;:]*)m|\u001b\]8;[^;\u0007\u001b]*;([^\u0007\u001b]*)(?:\u0007|\u001b\\)|\u001b\[[0-9;:?<=>]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;

/** The text without a terminal's sequences, as a person searches it. */
export function plainText(text: string): string {
  return text.includes(ESC) ? text.replace(SEQUENCE, '') : text;
}

/**
 * Splits a record at its colours and styles. Each record begins without any, so
 * that one which forgets to reset does not colour the next. Sequences that only
 * a terminal understands are left out.
 */
export function parseAnsi(text: string): AnsiSpan[] {
  if (!text.includes(ESC)) return text === '' ? [] : [{ text }];
  const anser = new Anser();
  const spans: AnsiSpan[] = [];
  let style: AnsiStyle | undefined;
  let link: string | undefined;
  let from = 0;
  const push = (part: string) => {
    if (part === '') return;
    spans.push({
      text: part,
      ...(style && { style }),
      ...(link && { link }),
    });
  };
  for (const match of text.matchAll(SEQUENCE)) {
    push(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[1] !== undefined) style = applyCodes(anser, match[1]);
    else if (match[2] !== undefined) link = match[2] || undefined;
  }
  push(text.slice(from));
  return spans;
}

function applyCodes(anser: Anser, codes: string): AnsiStyle | undefined {
  // `38:2::r:g:b` is the standard's way to write `38;2;r;g;b`.
  const list = codes.replace(/(2):(?:\d*):(\d+:\d+:\d+)/g, '$1:$2');
  const [, span] = anser.ansiToJson(`${ESC}[${list.replace(/:/g, ';')}mx`, {
    json: true,
    remove_empty: false,
    use_classes: true,
  });
  const has = (name: string) => span.decorations.includes(name as never);
  const style: AnsiStyle = {
    color: colorOf(span.fg, span.fg_truecolor),
    background: colorOf(span.bg, span.bg_truecolor),
    bold: has('bold') || undefined,
    dim: has('dim') || undefined,
    italic: has('italic') || undefined,
    underline: has('underline') || undefined,
    strike: has('strikethrough') || undefined,
  };
  const set = Object.entries(style).filter(([, value]) => value !== undefined);
  return set.length > 0 ? Object.fromEntries(set) : undefined;
}

function colorOf(name: string | null, rgb: string | null) {
  if (!name) return undefined;
  if (name === 'ansi-truecolor') return rgb ?? undefined;
  const palette = /^ansi-palette-(\d+)$/.exec(name);
  return palette ? paletteColor(Number(palette[1])) : name.slice(5);
}

/** Of the 256: the first 16 come by name, then a cube, then greys. */
function paletteColor(index: number): string {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `${grey}, ${grey}, ${grey}`;
  }
  const step = (at: number) => (at === 0 ? 0 : 55 + at * 40);
  const cube = index - 16;
  return [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6]
    .map(step)
    .join(', ');
}
