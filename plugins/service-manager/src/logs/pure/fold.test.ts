import * as fc from 'fast-check';
import { fold, FOLD_AT, SHOW_AT_MOST } from './fold';

describe('folding', () => {
  it('shows the first line of a record of several', () => {
    expect(fold('Error: x\n  at a\n  at b\n', false)).toEqual({
      text: 'Error: x',
      moreLines: 2,
      moreCharacters: 14,
      foldable: true,
    });
    expect(fold('Error: x\n  at a', true).text).toBe('Error: x\n  at a');
  });

  it('a short line has nothing to fold', () => {
    expect(fold('short', false)).toEqual({
      text: 'short',
      moreLines: 0,
      moreCharacters: 0,
      foldable: false,
    });
  });

  it('shows 16 KB of a long line, and of 20 MB never all', () => {
    const line = 'x'.repeat(20 * 1024 * 1024);
    expect(fold(line, false).text).toHaveLength(FOLD_AT);
    expect(fold(line, true).text).toHaveLength(SHOW_AT_MOST);
    expect(fold(line, true).moreCharacters).toBe(line.length - SHOW_AT_MOST);
  });

  it('cuts between characters, and what is shown and what is not make the whole', () => {
    const unit = fc.constantFrom('a', '😀', '\n', 'ü');
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 50 }),
        fc.boolean(),
        (end, open) => {
          const record = 'x'.repeat(FOLD_AT - 10) + end;
          const { text, moreCharacters } = fold(record, open);
          expect(record.startsWith(text)).toBe(true);
          expect(text).not.toMatch(/\p{Cs}/u);
          expect(text.length + moreCharacters).toBe(
            record.length - (record.endsWith('\n') ? 1 : 0),
          );
        },
      ),
    );
  });
});
