const NEWLINE = 0x0a;
const RETURN = 0x0d;
const MAX_LINE_BYTES = 65_536;

/**
 * Splits a byte stream of text into lines, which are kept as they are: also
 * empty ones, also with the blanks of a stack trace. What a line has past
 * `maxBytes` is counted, never held: a line can be larger than the memory.
 */
export function textSplitter(maxBytes = MAX_LINE_BYTES) {
  let pending: Buffer[] = [];
  let held = 0;
  let cut = 0;
  /** What is held ends in the middle of a character. */
  let torn = false;

  function take(part: Buffer): void {
    const room = Math.min(part.length, maxBytes - held);
    if (room > 0) pending.push(part.subarray(0, room));
    if (room < part.length && held + room === maxBytes && cut === 0 && !torn) {
      torn = isContinuation(part[room]);
    }
    held += room;
    for (let at = room; at < part.length; at++) {
      if (!isContinuation(part[at])) cut++;
    }
  }

  function finish(): { text: string; cut: number } {
    let line = pending.length === 1 ? pending[0] : Buffer.concat(pending);
    if (torn) {
      let end = line.length - 1;
      while (end > 0 && isContinuation(line[end])) end--;
      line = line.subarray(0, end);
      cut++;
    } else if (cut === 0 && line.at(-1) === RETURN) line = line.subarray(0, -1);
    const result = { text: line.toString('utf8'), cut };
    pending = [];
    held = 0;
    cut = 0;
    torn = false;
    return result;
  }

  return {
    *push(chunk: Buffer): Generator<{ text: string; cut: number }> {
      let start = 0;
      for (;;) {
        const end = chunk.indexOf(NEWLINE, start);
        if (end === -1) break;
        take(chunk.subarray(start, end));
        start = end + 1;
        yield finish();
      }
      if (start < chunk.length) take(chunk.subarray(start));
    },
    /** What came after the last line end. */
    rest(): string | undefined {
      return held || cut ? finish().text : undefined;
    },
  };
}

/** Bytes of UTF-8 that begin no character. */
function isContinuation(byte: number): boolean {
  // eslint-disable-next-line no-bitwise
  return (byte & 0xc0) === 0x80;
}
