/**
 * The values of a stream of JSON lines. A character that is cut in two by the
 * network is put together again; a line that the end of the stream cut is
 * left out, because half a record is none.
 */
export async function* readNdjson<T>(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<T, void, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  // A long record comes in many pieces, which are joined once.
  let pieces: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = decoder.decode(value, { stream: true }).split('\n');
      for (const [index, line] of lines.entries()) {
        pieces.push(line);
        if (index === lines.length - 1) break;
        const text = pieces.join('');
        pieces = [];
        if (text) yield JSON.parse(text) as T;
      }
    }
  } finally {
    // Whoever stops reading also ends the request.
    await reader.cancel().catch(() => {});
  }
}
