import * as fc from 'fast-check';
import { hashOf, SlotIndex } from './SlotIndex';

/** Two keys of one hash: found by trying. */
const [ALIKE, TWIN] = ['costarring', 'liquid'];

describe('the slot of a key', () => {
  it('is that of the map with the same history', () => {
    const SLOTS = 8;
    const steps = fc.array(
      fc.record({
        slot: fc.nat(SLOTS - 1),
        key: fc.constantFrom(ALIKE, TWIN, 'a', 'b', 'c', ''),
      }),
    );
    fc.assert(
      fc.property(steps, all => {
        const keys: (string | undefined)[] = new Array(SLOTS).fill(undefined);
        const index = new SlotIndex(SLOTS, slot => keys[slot]);
        for (const { slot, key } of all) {
          if (keys[slot] !== undefined) {
            keys[slot] = undefined;
            index.delete(slot);
          } else if (!keys.includes(key)) {
            keys[slot] = key;
            index.add(slot, key);
          }
          for (const each of [ALIKE, TWIN, 'a', 'b', 'c', '']) {
            const held = keys.indexOf(each);
            expect(index.find(each)).toBe(held === -1 ? undefined : held);
          }
        }
        index.clear();
        expect(index.find('a')).toBeUndefined();
      }),
    );
  });

  it('is told apart from one with the same hash', () => {
    expect(hashOf(ALIKE)).toBe(hashOf(TWIN));
  });
});
