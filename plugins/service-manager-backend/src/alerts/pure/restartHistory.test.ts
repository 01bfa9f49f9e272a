import fc from 'fast-check';
import { restartedPod } from '../__testUtils__/world';
import { RestartHistory } from './restartHistory';

const NOW = new Date('2026-03-01T12:00:00Z');
const MINUTE = 60_000;
const WINDOW = 15 * MINUTE;

const seen = (...counts: Array<[uid: string, count: number]>) => ({
  restarts: counts.reduce((sum, [, count]) => sum + count, 0),
  pods: () => counts.map(([uid, count]) => restartedPod(count, { uid })),
});

describe('RestartHistory', () => {
  it('counts what was added while it looked, not what was there before', () => {
    const history = new RestartHistory();
    history.take('web', seen(['a', 40]), 0, NOW);
    history.take('web', seen(['a', 42]), MINUTE, NOW);
    expect(history.count('web', WINDOW, MINUTE)).toEqual({
      restarts: 2,
      complete: false,
    });
    history.take('web', seen(['a', 42]), 20 * MINUTE, NOW);
    expect(history.count('web', WINDOW, 20 * MINUTE)).toEqual({
      restarts: 0,
      complete: true,
    });
  });

  it('counts the restarts of a pod that is replaced, and of its successor', () => {
    const history = new RestartHistory();
    history.take('web', seen(), 0, NOW);
    history.take('web', seen(['a', 2]), 1, NOW);
    history.take('web', seen(['b', 1]), 2, NOW);
    history.take('web', seen(), 3, NOW);
    expect(history.count('web', WINDOW, 3).restarts).toBe(3);
  });

  it('takes the restarts of a young pod as of its life, after a restart of the backend', () => {
    const pods = (createdAt: string) => ({
      restarts: 4,
      pods: () => [restartedPod(4, { createdAt })],
    });
    const young = new RestartHistory();
    young.take('web', pods('2026-03-01T11:50:00Z'), 0, NOW);
    expect(young.count('web', WINDOW, 0).restarts).toBe(4);
    const old = new RestartHistory();
    old.take('web', pods('2026-03-01T11:30:00Z'), 0, NOW);
    expect(old.count('web', WINDOW, 0).restarts).toBe(0);
  });

  it('knows nothing of services that it has not seen or that are gone', () => {
    const history = new RestartHistory();
    history.take('web', seen(['a', 1]), 0, NOW);
    history.keep(new Set(['api']));
    expect(history.count('web', WINDOW, 0)).toEqual({
      restarts: 0,
      complete: false,
    });
  });

  it('counts exactly what was added within the window', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 1, max: 10 * MINUTE }),
            fc.integer({ min: 0, max: 3 }),
          ),
          { minLength: 1, maxLength: 40 },
        ),
        steps => {
          const history = new RestartHistory();
          history.take('web', seen(), 0, NOW);
          let at = 0;
          let count = 0;
          const added: Array<[number, number]> = [];
          for (const [ms, more] of steps) {
            at += ms;
            count += more;
            added.push([at, more]);
            history.take('web', seen(['a', count]), at, NOW);
          }
          expect(history.count('web', WINDOW, at).restarts).toBe(
            added
              .filter(([time]) => time > at - WINDOW)
              .reduce((sum, [, more]) => sum + more, 0),
          );
        },
      ),
    );
  });
});
