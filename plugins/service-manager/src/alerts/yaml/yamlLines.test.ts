import fc from 'fast-check';
import { yamlDiff, yamlLines, type YamlLine } from './yamlLines';

const textOf = (line: YamlLine) => line.map(({ text }) => text).join('');

describe('YAML with colours', () => {
  it('tells keys, strings and comments apart', () => {
    const [comment, first, second] = yamlLines(
      '# made here\nfor: "5m"\nexpr: up == 0\n',
    );
    expect(comment).toEqual([{ text: '# made here', kind: 'comment' }]);
    expect(first[0]).toEqual({ text: 'for', kind: 'key' });
    expect(first).toContainEqual({ text: '"5m"', kind: 'string' });
    expect(textOf(second)).toBe('expr: up == 0');
  });

  it('loses no character, whatever the text', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('a: b', '- x: "y"', '  k: |', '# c', '---', '<script>'),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), lines => {
        const text = lines.join('\n').replace(/\r/g, '');
        const back = yamlLines(text).map(textOf).join('\n');
        expect(back).toBe(text.endsWith('\n') ? text.slice(0, -1) : text);
      }),
    );
  });
});

describe('a comparison of YAML', () => {
  it('shows what goes and what comes, and few of the rest', () => {
    const head = Array.from({ length: 10 }, (_, at) => `a${at}: 1`).join('\n');
    const rows = yamlDiff(`${head}\nfor: 5m\n`, `${head}\nfor: 10m\n`);
    expect(
      rows.map(row =>
        row.side === 'folded' ? row.count : `${row.side} ${textOf(row.line)}`,
      ),
    ).toEqual([
      7,
      'both a7: 1',
      'both a8: 1',
      'both a9: 1',
      'removed for: 5m',
      'added for: 10m',
    ]);
  });

  it('accounts for every line of both', () => {
    const text = fc
      .array(fc.constantFrom('a: 1', 'b: 2', 'c: 3', 'd: 4'), { minLength: 1 })
      .map(lines => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (now, then) => {
        const rows = yamlDiff(now, then);
        const count = (sides: string[]) =>
          rows.reduce((sum, row) => {
            if (row.side === 'folded') return sum + row.count;
            return sum + (sides.includes(row.side) ? 1 : 0);
          }, 0);
        expect(count(['both', 'removed'])).toBe(now.split('\n').length);
        expect(count(['both', 'added'])).toBe(then.split('\n').length);
      }),
    );
  });
});
