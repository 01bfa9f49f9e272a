import * as fc from 'fast-check';
import { lineSplitter } from './lines';

function linesOf(chunks: Buffer[]): string[] {
  const lines: string[] = [];
  const push = lineSplitter(line => lines.push(line));
  chunks.forEach(push);
  return lines;
}

describe('lineSplitter', () => {
  it('gives the same lines wherever the stream is cut, also inside a character', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'é', '→', '🦊', '"', '{'),
      minLength: 1,
    });
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 100 }),
        (words, cuts) => {
          const bytes = Buffer.from(words.map(line => `${line}\n`).join(''));
          const chunks: Buffer[] = [];
          let at = 0;
          for (const cut of cuts) {
            chunks.push(bytes.subarray(at, at + cut));
            at += cut;
          }
          chunks.push(bytes.subarray(at));
          expect(linesOf(chunks)).toEqual(words);
        },
      ),
    );
  });

  it('holds back an event that was cut in two', () => {
    expect(linesOf([Buffer.from('{"a":1}\n{"b"')])).toEqual(['{"a":1}']);
    expect(linesOf([Buffer.from('{"a":1}')])).toEqual([]);
  });

  it('joins a line of several megabytes from small chunks', () => {
    const line = 'x'.repeat(4 * 1024 * 1024);
    const bytes = Buffer.from(`${line}\n`);
    const chunks: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += 1024) {
      chunks.push(bytes.subarray(at, at + 1024));
    }
    const lines = linesOf(chunks);
    expect(lines.length).toBe(1);
    expect(lines[0] === line).toBe(true);
  });

  it('leaves out empty lines and carriage returns', () => {
    expect(linesOf([Buffer.from('\r\n{"a":1}\r\n\n')])).toEqual(['{"a":1}']);
  });
});
