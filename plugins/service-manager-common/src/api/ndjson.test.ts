import * as fc from 'fast-check';
import { readNdjson } from './ndjson';

/** As browsers give bodies, which read into memory that they are given; and without that. */
type Kind = 'bytes' | undefined;

function bodyOf(chunks: Uint8Array[], type: Kind, onCancel = () => {}) {
  let at = 0;
  return new ReadableStream({
    type: type as 'bytes',
    pull(controller) {
      if (at < chunks.length) controller.enqueue(chunks[at++].slice());
      else {
        controller.close();
        controller.byobRequest?.respond(0);
      }
    },
    cancel: onCancel,
  });
}

async function all(chunks: Uint8Array[], type: Kind) {
  const values: unknown[] = [];
  for await (const value of readNdjson(bodyOf(chunks, type)))
    values.push(value);
  return values;
}

describe.each<[string, Kind]>([
  ['bytes', 'bytes'],
  ['pieces', undefined],
])('readNdjson of a stream of %s', (_, type) => {
  it('gives the same records wherever the network cuts, also inside a character', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '→', '🦊', '"') });
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 }),
        async (texts, cuts) => {
          const bytes = new TextEncoder().encode(
            texts.map(value => `${JSON.stringify(value)}\n`).join(''),
          );
          const chunks: Uint8Array[] = [];
          let at = 0;
          for (const cut of cuts) {
            if (at < bytes.length) chunks.push(bytes.subarray(at, at + cut));
            at += cut;
          }
          if (at < bytes.length) chunks.push(bytes.subarray(at));
          expect(await all(chunks, type)).toEqual(texts);
        },
      ),
    );
  });

  it('leaves out a record that the end cut', async () => {
    const bytes = new TextEncoder().encode('{"a":1}\n{"a":');
    expect(await all([bytes], type)).toEqual([{ a: 1 }]);
  });

  it('ends the request when nobody reads any longer', async () => {
    const onCancel = jest.fn();
    const chunk = new TextEncoder().encode('1\n2\n');
    for await (const value of readNdjson(
      bodyOf([chunk, chunk], type, onCancel),
    )) {
      expect(value).toBe(1);
      break;
    }
    expect(onCancel).toHaveBeenCalled();
  });

  it('reads records that are longer than what is read at once', async () => {
    const text = '🦊'.repeat(100_000);
    const bytes = new TextEncoder().encode(
      `${JSON.stringify(text)}\n${JSON.stringify({ text })}\n`,
    );
    expect(await all([bytes], type)).toEqual([text, { text }]);
  });
});
