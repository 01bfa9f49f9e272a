import * as fc from 'fast-check';
import { PackedTexts } from './PackedTexts';

const SLOTS = 6;
/** Also such as fill much of a page, or are longer than one. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'half a pair \ud83d',
    '\udd8a the other half',
    '\ud83d\udd8a',
  ),
  fc
    .tuple(fc.constantFrom('a', 'é', '中', '😀'), fc.nat(100_000))
    .map(([unit, times]) => unit.repeat(times)),
);

describe('packed texts', () => {
  it('are what was last put in their slot, whatever was put and removed', () => {
    const steps = fc.array(
      fc.record({ slot: fc.nat(SLOTS - 1), text: fc.option(text) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(steps, all => {
        const texts = new PackedTexts(SLOTS);
        const model = new Map<number, string>();
        for (const step of all) {
          if (step.text === null) {
            texts.delete(step.slot);
            model.delete(step.slot);
          } else {
            texts.set(step.slot, step.text);
            model.set(step.slot, step.text);
          }
        }
        for (let slot = 0; slot < SLOTS; slot++) {
          expect(texts.get(slot) === model.get(slot)).toBe(true);
        }
      }),
    );
  });

  it('keep a mark at the begin, and the empty text apart from none', () => {
    const texts = new PackedTexts(3);
    texts.set(0, '\ufefftext');
    texts.set(1, '');
    expect(texts.get(0)).toBe('\ufefftext');
    expect(texts.get(1)).toBe('');
    expect(texts.get(2)).toBeUndefined();
    texts.clear();
    expect(texts.get(0)).toBeUndefined();
  });

  it('take no more memory however many have come and gone', () => {
    const texts = new PackedTexts(1000);
    const pour = (from: number, to: number) => {
      for (let n = from; n < to; n++) {
        texts.set(n % 1000, `${n} ${'x'.repeat(n % 700)}`);
      }
    };
    pour(0, 10_000);
    const size = texts.size;
    pour(10_000, 100_000);
    expect(texts.size).toBeLessThanOrEqual(size + 256 * 1024);
    expect(texts.get(999)).toBe(`99999 ${'x'.repeat(99_999 % 700)}`);
  });
});
