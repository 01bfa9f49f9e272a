import * as fc from 'fast-check';
import { safeLink, toSegments } from './segments';

const shown = (text: string, search?: string) =>
  toSegments(text, search)
    .map(segment => segment.text)
    .join('');

describe('what is shown of a text', () => {
  it('makes characters visible that would hide or reorder others', () => {
    expect(shown('a\u0000b\u001b\u007f')).toBe('a<NUL>b<ESC><DEL>');
    expect(shown('pay \u202Eevil\u2066')).toBe('pay <U+202E>evil<U+2066>');
    expect(shown('zero\u200Bwidth\uFEFF')).toBe('zero<U+200B>width<U+FEFF>');
    expect(shown('half \uD800 pair')).toBe('half <U+D800> pair');
    expect(toSegments('\u202E')[0].control).toBe('U+202E');
  });

  it('leaves tabs, line feeds, Windows line ends, emoji and scripts alone', () => {
    expect(shown('a\tb\nc\r\nd 👩‍🚀 שלום')).toBe('a\tb\nc\nd 👩‍🚀 שלום');
  });

  it('never shows a control or bidi character as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(shown(text)).not.toMatch(
          // eslint-disable-next-line no-control-regex
          /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/,
        );
      }),
    );
  });

  it('links only the web’s addresses, without the sentence’s end', () => {
    const links = (text: string) =>
      toSegments(text).flatMap(({ href }) => href ?? []);
    expect(
      links('see https://a.example/x?y=1. Then (http://b.example)'),
    ).toEqual(['https://a.example/x?y=1', 'http://b.example/']);
    expect(
      // eslint-disable-next-line no-script-url
      links('javascript:alert(1) file:///etc/passwd data:text/html,x'),
    ).toEqual([]);
    expect(
      links('\u001b]8;;javascript:alert(1)\u0007click\u001b]8;;\u0007'),
    ).toEqual([]);
    expect(
      links('\u001b]8;;https://a.example/\u0007click\u001b]8;;\u0007'),
    ).toEqual(['https://a.example/']);
    expect(safeLink('https://')).toBeUndefined();
  });

  it('marks every hit, also over colours, and changes no text by it', () => {
    const red = '\u001b[31mti\u001b[0mmeout, Timeout';
    const hits = toSegments(red, 'TIMEOUT').filter(({ hit }) => hit);
    expect(hits.map(({ text }) => text)).toEqual(['ti', 'meout', 'Timeout']);
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'İ') });
    fc.assert(
      fc.property(fc.array(letters), letters, (parts, search) => {
        const text = parts.join('\u001b[1m');
        expect(shown(text, search)).toBe(parts.join(''));
      }),
    );
  });
});
