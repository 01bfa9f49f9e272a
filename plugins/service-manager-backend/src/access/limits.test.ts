import type { ServiceManagerError } from '../errors';
import { createLimits, Limits } from './limits';

const ann = { key: 'ann', actor: 'user:default/ann' };

/** Replicas in front of one record of changes. */
function replicas(count: number, writesPerMinute: number) {
  const state = { now: 1_000_000 };
  const changes: Array<{ actor: string; at: number }> = [];
  const all = Array.from({ length: count }, () =>
    createLimits({
      writesPerMinute,
      previewsPerMinute: 2,
      queriesPerMinute: 2,
      history: {
        async nthNewest(actor, nth) {
          const own = changes.filter(change => change.actor === actor);
          const found = own.sort((a, b) => b.at - a.at)[nth - 1];
          return found && new Date(found.at);
        },
      },
      clock: () => new Date(state.now),
    }),
  );
  async function write(
    limits: Limits,
    caller = ann,
  ): Promise<ServiceManagerError | undefined> {
    try {
      await limits.write(caller);
    } catch (error) {
      return error as ServiceManagerError;
    }
    changes.push({ actor: caller.actor, at: state.now });
    return undefined;
  }
  return { all, changes, state, write };
}

describe('limits', () => {
  it('more replicas do not allow more changes', async () => {
    const { all, state, write } = replicas(3, 4);
    for (let turn = 0; turn < 4; turn++) {
      expect(await write(all[turn % 3])).toBeUndefined();
      state.now += 5_000;
    }
    // Ten seconds' worth would be left in each replica's own memory.
    for (const one of all) {
      expect(await write(one)).toMatchObject({
        status: 429,
        code: 'TOO_MANY_WRITES',
        retryAfterSeconds: 40,
        nextStep: expect.stringContaining('Try again in 40 s'),
      });
    }
    expect(
      await write(all[0], { key: 'bob', actor: 'user:default/bob' }),
    ).toBeUndefined();
    state.now += 40_000;
    expect(await write(all[2])).toBeUndefined();
    // The next one leaves the minute five seconds later.
    expect(await write(all[1])).toMatchObject({ retryAfterSeconds: 5 });
  });

  it('attempts that change nothing count where they are made', async () => {
    const { all, changes } = replicas(1, 2);
    await all[0].write(ann);
    await all[0].write(ann);
    await expect(all[0].write(ann)).rejects.toMatchObject({
      code: 'TOO_MANY_WRITES',
      retryAfterSeconds: 30,
    });
    expect(changes).toEqual([]);
  });

  it('a replica whose clock is ahead tells nobody to wait for hours', async () => {
    const { all, changes, state, write } = replicas(1, 1);
    changes.push({ actor: ann.actor, at: state.now + 3 * 60 * 60_000 });
    expect(await write(all[0])).toMatchObject({ retryAfterSeconds: 60 });
  });

  it('previews have a limit of their own', async () => {
    const { all, write } = replicas(1, 2);
    all[0].preview(ann);
    all[0].preview(ann);
    let refused: any;
    try {
      all[0].preview(ann);
    } catch (error) {
      refused = error;
    }
    expect(refused).toMatchObject({
      status: 429,
      code: 'TOO_MANY_PREVIEWS',
      retryAfterSeconds: 30,
      nextStep: expect.stringContaining('previewsPerMinute'),
    });
    expect(await write(all[0])).toBeUndefined();
  });

  it("queries of one's own have a limit of their own, a person each", () => {
    const { all, state } = replicas(1, 2);
    const [limits] = all;
    const refused = () => {
      try {
        limits.query(ann);
        return undefined;
      } catch (error) {
        return error;
      }
    };
    expect([refused(), refused()]).toEqual([undefined, undefined]);
    expect(refused()).toMatchObject({
      status: 429,
      code: 'TOO_MANY_QUERIES',
      message: expect.stringContaining("More than 2 queries of one's own"),
      retryAfterSeconds: 30,
      nextStep: expect.stringMatching(/^Try again in 30 s\..*queriesPerMinute/),
    });
    limits.query({ key: 'bob' });
    limits.preview(ann);
    state.now += 30_000;
    expect(refused()).toBeUndefined();
  });
});
