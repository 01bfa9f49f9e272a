import * as fc from 'fast-check';
import { LokiEndpoint, LokiLine } from '../loki';
import { LineShipper } from './LineShipper';

const pod = { namespace: 'shop', pod: 'cart-1', container: 'cart' };

/** Refuses the calls whose turn is in the list. */
function fakeLoki(refused: number[]) {
  const taken: string[] = [];
  let turn = 0;
  const loki = {
    pushPod: async (_: unknown, lines: LokiLine[]) => {
      turn += 1;
      await Promise.resolve();
      if (refused.includes(turn)) {
        throw new Error('429');
      }
      taken.push(...lines.map(({ line }) => line));
    },
  } as unknown as LokiEndpoint;
  return { loki, taken };
}

describe('LineShipper', () => {
  it('sends every line once and in order, whichever calls Loki refuses', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 12_000 }), { maxLength: 4 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 8 })),
        async (bursts, refused) => {
          const { loki, taken } = fakeLoki(refused);
          const shipper = new LineShipper(loki, pod);
          const lines: string[] = [];
          const flushes: Promise<unknown>[] = [];
          for (const burst of bursts) {
            for (let i = 0; i < burst; i++) {
              const line = `line ${lines.length}`;
              lines.push(line);
              shipper.add({ line });
            }
            // Not awaited: lines come while a batch is on its way.
            flushes.push(shipper.flush().catch(() => {}));
            await Promise.resolve();
          }
          await Promise.all(flushes);
          // As many tries as can be refused, and one more.
          for (let i = 0; i < 9; i++) {
            await shipper.flush().catch(() => {});
          }
          shipper.stop();
          expect(taken).toEqual(lines);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('says when Loki refuses, and keeps the lines', async () => {
    const { loki, taken } = fakeLoki([1]);
    const shipper = new LineShipper(loki, pod);
    shipper.add({ line: 'kept' });
    await expect(shipper.flush()).rejects.toThrow('429');
    await shipper.flush();
    shipper.stop();
    expect(taken).toEqual(['kept']);
  });
});
