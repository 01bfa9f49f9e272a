/** Read at once, at most; in bytes. */
const PIECE = 64 * 1024;

/**
 * The values of a stream of JSON lines. A character that is cut in two by the
 * network is put together again; a line that the end of the stream cut is
 * left out, because half a record is none.
 */
export async function* readNdjson<T>(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<T, void, void> {
  const decoder = new TextDecoder();
  // A long record comes in many pieces, which are joined once.
  let pieces: string[] = [];
  for await (const bytes of readBytes(body)) {
    const lines = decoder.decode(bytes, { stream: true }).split('\n');
    for (const [index, line] of lines.entries()) {
      pieces.push(line);
      if (index === lines.length - 1) break;
      const text = pieces.join('');
      pieces = [];
      if (text) yield JSON.parse(text) as T;
    }
  }
}

/**
 * The bytes of a body, each piece to be read before the next is asked for:
 * where the platform can, all come in the same memory. A new one for each piece
 * is garbage of megabytes a second, which the page would be stopped for.
 */
async function* readBytes(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  const { read, cancel } = readerOf(body);
  try {
    for (;;) {
      const { done, value } = await read();
      if (done) return;
      yield value!;
    }
  } finally {
    // Whoever stops reading also ends the request.
    await cancel().catch(() => {});
  }
}

function readerOf(body: ReadableStream<Uint8Array>) {
  const reader = readerInto(body);
  if (!reader) {
    const plain = body.getReader();
    return { read: () => plain.read(), cancel: () => plain.cancel() };
  }
  let memory: ArrayBufferLike = new ArrayBuffer(PIECE);
  return {
    read: async () => {
      // It is taken away for the time of reading, and given back with what was read.
      const piece = await reader.read(new Uint8Array(memory));
      if (piece.value) memory = piece.value.buffer;
      return piece;
    },
    cancel: () => reader.cancel(),
  };
}

/** Undefined where bodies give out no bytes into memory that they are given. */
function readerInto(
  body: ReadableStream<Uint8Array>,
): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: 'byob' });
  } catch {
    return undefined;
  }
}
