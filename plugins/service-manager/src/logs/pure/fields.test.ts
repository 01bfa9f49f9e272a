import * as fc from 'fast-check';
import { expandFields } from './fields';

const valuesOf = (text: string) =>
  Object.fromEntries(
    expandFields(text)?.fields.map(({ name, value }) => [name, value]) ?? [],
  );

describe('the fields of a line', () => {
  it('keep every digit of a big integer', () => {
    expect(
      valuesOf(
        '{"id":1569266497240578123,"ratio":1.10,"n":{"big":-90071992547409931}}',
      ),
    ).toEqual({
      id: '1569266497240578123',
      ratio: '1.10',
      'n.big': '-90071992547409931',
    });
    expect(valuesOf('id=1569266497240578123 ok=true')).toEqual({
      id: '1569266497240578123',
      ok: 'true',
    });
  });

  it('are those of nested objects, arrays and empty ones too', () => {
    expect(valuesOf('{"a":{"b":[1,"x"]},"c":{},"d":null,"e":""}')).toEqual({
      'a.b.0': '1',
      'a.b.1': 'x',
      c: '{}',
      d: 'null',
      e: '',
    });
  });

  it('of logfmt may be quoted and escaped', () => {
    expect(
      valuesOf('ts=1 level=info msg="said \\"hi\\"\\nand left" empty= x'),
    ).toEqual({
      ts: '1',
      level: 'info',
      msg: 'said "hi"\nand left',
      empty: '',
    });
  });

  it.each([
    'plain words',
    'a sentence with x=1 in the middle of it',
    '{"broken":',
    '[1,2]',
    '{}',
    '',
    'https://x.example/?a=1',
  ])('are none in %j', text => {
    expect(expandFields(text)).toBeUndefined();
  });

  it('are bounded, and it is said that there are more', () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`k${at}`, at]),
    );
    const found = expandFields(JSON.stringify(many))!;
    expect(found.fields).toHaveLength(200);
    expect(found.more).toBe(true);
    expect(expandFields(`{"a":"${'x'.repeat(300_000)}"}`)).toBeUndefined();
  });

  it('of any flat JSON object are its own', () => {
    const key = fc
      .string({ minLength: 1 })
      .filter(each => each !== '__proto__');
    fc.assert(
      fc.property(fc.dictionary(key, fc.string(), { minKeys: 1 }), object => {
        // eslint-disable-next-line no-control-regex
        fc.pre(!/\u001b/.test(JSON.stringify(object)));
        expect(valuesOf(JSON.stringify(object))).toEqual({ ...object });
      }),
    );
  });

  it('never fail to be told, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expand(text);
        expand(`{${text}`);
        expand(`a=${text} b="${text}`);
      }),
    );
    function expand(text: string) {
      expect(() => expandFields(text)).not.toThrow();
    }
  });
});
