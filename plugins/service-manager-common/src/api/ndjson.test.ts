import * as fc from 'fast-check';
import { readNdjson } from './ndjson';

function bodyOf(chunks: Uint8Array[], onCancel = () => {}) {
  let at = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at < chunks.length) controller.enqueue(chunks[at++]);
      else controller.close();
    },
    cancel: onCancel,
  });
}

async function all(chunks: Uint8Array[]) {
  const values: unknown[] = [];
  for await (const value of readNdjson(bodyOf(chunks))) values.push(value);
  return values;
}

describe('readNdjson', () => {
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
          expect(await all(chunks)).toEqual(texts);
        },
      ),
    );
  });

  it('leaves out a record that the end cut', async () => {
    const bytes = new TextEncoder().encode('{"a":1}\n{"a":');
    expect(await all([bytes])).toEqual([{ a: 1 }]);
  });

  it('ends the request when nobody reads any longer', async () => {
    const onCancel = jest.fn();
    const chunk = new TextEncoder().encode('1\n2\n');
    for await (const value of readNdjson(bodyOf([chunk, chunk], onCancel))) {
      expect(value).toBe(1);
      break;
    }
    expect(onCancel).toHaveBeenCalled();
  });
});
