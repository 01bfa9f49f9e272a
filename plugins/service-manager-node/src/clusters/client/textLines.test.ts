import * as fc from 'fast-check';
import { textSplitter } from './textLines';

function split(chunks: Buffer[], maxBytes?: number) {
  const splitter = textSplitter(maxBytes);
  const lines = chunks.flatMap(chunk => [...splitter.push(chunk)]);
  return { lines, rest: splitter.rest() };
}

function cutAt(bytes: Buffer, cuts: number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const cut of cuts) {
    chunks.push(bytes.subarray(at, at + cut));
    at += cut;
  }
  return [...chunks, bytes.subarray(at)];
}

describe('textSplitter', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'é', '→', '🦊', ' ') });
  const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 100 });

  it('gives the same lines wherever the stream is cut, empty ones too', () => {
    fc.assert(
      fc.property(fc.array(word), word, cuts, (words, last, where) => {
        const bytes = Buffer.from([...words, last].join('\n'));
        const { lines, rest } = split(cutAt(bytes, where));
        expect(lines).toEqual(words.map(text => ({ text, cut: 0 })));
        expect(rest).toBe(last || undefined);
      }),
    );
  });

  it('keeps or counts every character of a line that is too long', () => {
    fc.assert(
      fc.property(
        word,
        fc.integer({ min: 1, max: 20 }),
        cuts,
        (line, max, where) => {
          const { lines } = split(cutAt(Buffer.from(`${line}\n`), where), max);
          const [{ text, cut }] = lines;
          expect(line.startsWith(text)).toBe(true);
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(max);
          expect([...text].length + cut).toBe([...line].length);
        },
      ),
    );
  });

  it('holds no more of a line of 20 MB than is shown of it', () => {
    const splitter = textSplitter(1024);
    const chunk = Buffer.alloc(65_536, 'x');
    for (let i = 0; i < 320; i++) expect([...splitter.push(chunk)]).toEqual([]);
    const [line] = splitter.push(Buffer.from('\n'));
    expect(line).toEqual({
      text: 'x'.repeat(1024),
      cut: 320 * 65_536 - 1024,
    });
  });

  it('keeps the blanks of a stack trace, but no carriage return', () => {
    expect(split([Buffer.from('\tat a()\r\n  b  \n')]).lines).toEqual([
      { text: '\tat a()', cut: 0 },
      { text: '  b  ', cut: 0 },
    ]);
  });

  it('replaces what is no UTF-8', () => {
    expect(split([Buffer.from([0x61, 0xff, 0x0a])]).lines[0].text).toBe('a�');
  });
});
