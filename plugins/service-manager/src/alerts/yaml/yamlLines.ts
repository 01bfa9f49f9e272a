import { highlightCode, tagHighlighter, tags } from '@lezer/highlight';
import { parser } from '@lezer/yaml';
import { diffArrays } from 'diff';

/** A piece of a line and what it is to the grammar. */
export interface YamlToken {
  text: string;
  kind?: 'key' | 'string' | 'comment' | 'mark';
}

export type YamlLine = YamlToken[];

const kinds = tagHighlighter([
  { tag: tags.propertyName, class: 'key' },
  { tag: tags.string, class: 'string' },
  { tag: tags.attributeValue, class: 'string' },
  { tag: tags.comment, class: 'comment' },
  { tag: tags.meta, class: 'mark' },
  { tag: tags.punctuation, class: 'mark' },
  { tag: tags.separator, class: 'mark' },
]);

/** The lines of a YAML text, coloured by its grammar; no character is lost. */
export function yamlLines(text: string): YamlLine[] {
  const lines: YamlLine[] = [[]];
  highlightCode(
    text,
    parser.parse(text),
    kinds,
    (piece, classes) => {
      lines[lines.length - 1].push({
        text: piece,
        // The innermost class says most.
        kind: classes.split(' ').filter(Boolean).pop() as YamlToken['kind'],
      });
    },
    () => lines.push([]),
  );
  const last = lines[lines.length - 1];
  return last.length === 0 && lines.length > 1 ? lines.slice(0, -1) : lines;
}

/** What a line of a comparison is. */
export interface DiffLine {
  side: 'both' | 'removed' | 'added';
  line: YamlLine;
}

/** A run of lines that are the same in both is folded into its number. */
export interface FoldedLines {
  side: 'folded';
  count: number;
}

const CONTEXT = 3;

/** What there is beside what there would be, with few lines around changes. */
export function yamlDiff(
  now: string,
  then: string,
): Array<DiffLine | FoldedLines> {
  const [before, after] = [yamlLines(now), yamlLines(then)];
  const textOf = (line: YamlLine) => line.map(({ text }) => text).join('');
  const changes = diffArrays(before.map(textOf), after.map(textOf));
  const all: DiffLine[] = [];
  let [b, a] = [0, 0];
  for (const { added, removed, value } of changes) {
    for (const _ of value) {
      if (removed) all.push({ side: 'removed', line: before[b++] });
      else {
        all.push({ side: added ? 'added' : 'both', line: after[a++] });
        if (!added) b += 1;
      }
    }
  }
  return fold(all);
}

function fold(lines: DiffLine[]): Array<DiffLine | FoldedLines> {
  const near = lines.map((_, at) =>
    lines
      .slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1)
      .some(({ side }) => side !== 'both'),
  );
  // One line takes no more room than the word that it is left out.
  const alone = (at: number) =>
    near[at - 1] !== false && near[at + 1] !== false;
  const folded: Array<DiffLine | FoldedLines> = [];
  lines.forEach((line, at) => {
    const last = folded[folded.length - 1];
    if (near[at] || alone(at)) folded.push(line);
    else if (last?.side === 'folded') last.count += 1;
    else folded.push({ side: 'folded', count: 1 });
  });
  return folded;
}
