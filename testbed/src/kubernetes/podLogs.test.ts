import * as fc from 'fast-check';
import { criLines } from './podLogs';

const time = new Date('2026-01-02T03:04:05.678Z');

describe('lines as a container runtime writes them', () => {
  it('are one for a short line', () => {
    expect(criLines('hello', 'stderr', time).toString()).toBe(
      '2026-01-02T03:04:05.678Z stderr F hello\n',
    );
    expect(criLines('', 'stdout', time).toString()).toBe(
      '2026-01-02T03:04:05.678Z stdout F \n',
    );
  });

  it('are fragments of at most 16 KiB that give the line again, also where a character is cut', () => {
    const head = '2026-01-02T03:04:05.678Z stdout P '.length;
    fc.assert(
      fc.property(
        fc.constantFrom('a', 'é', '€', '😀'),
        fc.integer({ min: 0, max: 40_000 }),
        (character, length) => {
          const line = `.${character.repeat(length)}`;
          const written = criLines(line, 'stdout', time);
          const lines: Buffer[] = [];
          for (let at = 0; at < written.length; ) {
            const end = written.indexOf('\n', at);
            lines.push(written.subarray(at, end));
            at = end + 1;
          }
          const tags = lines.map(one =>
            one.subarray(head - 2, head - 1).toString(),
          );
          expect(tags.join('')).toMatch(/^P*F$/);
          const fragments = lines.map(one => one.subarray(head));
          expect(Math.max(...fragments.map(one => one.length))).toBeLessThan(
            16_385,
          );
          expect(Buffer.concat(fragments).toString()).toBe(line);
        },
      ),
      { numRuns: 50 },
    );
  });
});
