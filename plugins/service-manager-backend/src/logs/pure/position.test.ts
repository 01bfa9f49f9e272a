import * as fc from 'fast-check';
import {
  comparePositions,
  decodeCursor,
  encodeCursor,
  Position,
  streamKey,
} from './position';

const position: fc.Arbitrary<Position> = fc.record({
  ns: fc.bigInt({ min: 0n, max: 2_000_000_000_000_000_000n }),
  stream: fc
    .nat(50)
    .map(instance =>
      streamKey({ cluster: 'a', uid: 'u', container: 'c', instance }),
    ),
  ordinal: fc.nat(100_000),
});
const web = 'component:default/web';

describe('cursors', () => {
  it('lead back to the place of the line, and to no other', () => {
    fc.assert(
      fc.property(position, position, (one, other) => {
        const cursor = encodeCursor(web, one);
        expect(decodeCursor(web, 'query.after', cursor)).toEqual(one);
        expect(cursor === encodeCursor(web, other)).toBe(
          comparePositions(one, other) === 0,
        );
      }),
    );
  });

  it.each([
    encodeCursor('component:default/other', {
      ns: 1n,
      stream: 'a',
      ordinal: 0,
    }),
    'nonsense',
    '',
    Buffer.from('x.1.a.0').toString('base64url'),
    `${encodeCursor(web, { ns: 1n, stream: 'a', ordinal: 0 })}\0`.slice(1),
  ])('are refused where they do not belong: %s', cursor => {
    expect(() => decodeCursor(web, 'query.before', cursor)).toThrow(
      expect.objectContaining({
        status: 400,
        code: 'INVALID_CURSOR',
        field: 'query.before',
      }),
    );
  });

  it('tell the instances of a container apart', () => {
    const of = { cluster: 'a', uid: 'u', container: 'c' };
    expect(streamKey({ ...of, instance: 0 })).not.toBe(
      streamKey({ ...of, instance: 1 }),
    );
  });
});
