const NEWLINE = 0x0a;

/**
 * Splits a byte stream into lines. It works on bytes, so a character that is
 * split over two chunks is never decoded half, and a line of several megabytes
 * that arrives in thousands of chunks is joined once, not once a chunk.
 *
 * What follows the last newline is never given out: the API ends every event
 * of a watch with a newline, so a rest without one is an event cut in two.
 */
export function lineSplitter(
  onLine: (line: string) => void,
): (chunk: Buffer) => void {
  let pending: Buffer[] = [];
  return chunk => {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end === -1) {
        break;
      }
      const tail = chunk.subarray(start, end);
      const line = pending.length ? Buffer.concat([...pending, tail]) : tail;
      pending = [];
      start = end + 1;
      const text = line.toString('utf8').trim();
      if (text) {
        onLine(text);
      }
    }
    if (start < chunk.length) {
      pending.push(chunk.subarray(start));
    }
  };
}
