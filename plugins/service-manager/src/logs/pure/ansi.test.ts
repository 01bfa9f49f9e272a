import * as fc from 'fast-check';
import { parseAnsi, plainText } from './ansi';

const ESC = '\u001b';

describe('a terminal’s colours', () => {
  it.each([
    ['0 resets', `${ESC}[31mr${ESC}[0mp`, [{ color: 'red' }, undefined]],
    ['empty resets', `${ESC}[31mr${ESC}[mp`, [{ color: 'red' }, undefined]],
    [
      'combined',
      `${ESC}[0;1;4;33mx`,
      [{ color: 'yellow', bold: true, underline: true }],
    ],
    ['bright', `${ESC}[91mx`, [{ color: 'bright-red' }]],
    ['38;5 of the cube', `${ESC}[38;5;208mx`, [{ color: '255, 135, 0' }]],
    ['38;5 of the greys', `${ESC}[38;5;232mx`, [{ color: '8, 8, 8' }]],
    ['38;5 of the first 16', `${ESC}[38;5;1mx`, [{ color: 'red' }]],
    ['38;2', `${ESC}[38;2;1;2;3mx`, [{ color: '1, 2, 3' }]],
    ['48;2', `${ESC}[48;2;1;2;3mx`, [{ background: '1, 2, 3' }]],
    ['38:2 with colons', `${ESC}[38:2::1:2:3mx`, [{ color: '1, 2, 3' }]],
    [
      'combined 38;2 and bold',
      `${ESC}[38;2;9;8;7;1mx`,
      [{ color: '9, 8, 7', bold: true }],
    ],
    ['out of range', `${ESC}[38;2;300;1;2mx`, [undefined]],
    [
      '39',
      `${ESC}[1;31ma${ESC}[39mb`,
      [{ color: 'red', bold: true }, { bold: true }],
    ],
  ])('%s', (_, text, styles) => {
    expect(parseAnsi(text).map(({ style }) => style)).toEqual(styles);
  });

  it('end with their record: the next begins without', () => {
    parseAnsi(`${ESC}[31mnever reset`);
    expect(parseAnsi('next')).toEqual([{ text: 'next' }]);
    expect(parseAnsi(`${ESC}[1mnext`)).toEqual([
      { text: 'next', style: { bold: true } },
    ]);
  });

  it('leave out what moves a cursor, and keep a cut sequence in sight', () => {
    expect(parseAnsi(`a${ESC}[2Kb${ESC}[10;3Hc`)).toEqual([
      { text: 'a' },
      { text: 'b' },
      { text: 'c' },
    ]);
    expect(
      parseAnsi(`a${ESC}[31`)
        .map(({ text }) => text)
        .join(''),
    ).toBe(`a${ESC}[31`);
  });

  it('reads the links of OSC 8', () => {
    expect(
      parseAnsi(`${ESC}]8;;https://x.example/${ESC}\\here${ESC}]8;;\u0007 on`),
    ).toEqual([{ text: 'here', link: 'https://x.example/' }, { text: ' on' }]);
  });

  it('loses no text, whatever is between', () => {
    const piece = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'ü', '\n', '[', 'm', ';', '😀') }),
      fc
        .constantFrom('0', '', '1;31', '38;5;9', '38;2;1;2;3', '38;5', '7')
        .map(codes => `${ESC}[${codes}m`),
    );
    fc.assert(
      fc.property(fc.array(piece), pieces => {
        const plain = pieces.filter(each => !each.startsWith(ESC)).join('');
        expect(
          parseAnsi(pieces.join(''))
            .map(({ text }) => text)
            .join(''),
        ).toBe(plain);
        expect(plainText(pieces.join(''))).toBe(plain);
      }),
    );
  });
});
