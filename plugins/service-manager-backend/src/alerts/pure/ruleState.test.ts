import fc from 'fast-check';
import type { Observation, RuleState } from '../types';
import { nextState, StepOptions } from './ruleState';

const START = Date.parse('2026-03-01T12:00:00Z');
const base = { forMs: 300_000, resolveMs: 60_000, maxStepMs: 120_000 };

function run(
  looks: Array<[seconds: number, verdict: Observation['verdict']]>,
  options: Partial<StepOptions> = {},
): RuleState[] {
  const states: RuleState[] = [];
  for (const [seconds, verdict] of looks) {
    states.push(
      nextState(
        states.at(-1),
        { verdict, summary: verdict === 'bad' ? 'It is down' : undefined },
        { ...base, ...options, now: new Date(START + seconds * 1000) },
      ),
    );
  }
  return states;
}

const phases = (...args: Parameters<typeof run>) =>
  run(...args).map(({ phase }) => phase);

/** What must never be, by any clock. */
function violations(list: Parameters<typeof run>[0]): string[] {
  const found: string[] = [];
  const states = run(list);
  let bad = 0;
  let good = 0;
  for (const [index, { phase }] of states.entries()) {
    const before = states[index - 1]?.phase ?? 'inactive';
    const [, verdict] = list[index];
    const moved = phase !== before;
    if (verdict === 'unknown') {
      if (moved) found.push(`${index}: moved though nothing is known`);
      continue;
    }
    if (verdict === 'bad') {
      bad = before === 'inactive' ? 1 : bad + 1;
      good = 0;
    } else {
      good += 1;
    }
    // 300 s in steps of at most 120 s are three steps, four looks.
    if (phase === 'firing' && moved && (bad < 4 || verdict !== 'bad')) {
      found.push(`${index}: fired too early`);
    }
    if (phase === 'inactive' && before === 'firing' && good < 2) {
      found.push(`${index}: over too early`);
    }
    if (before === 'firing' && moved && verdict === 'bad') {
      found.push(`${index}: over though it is bad`);
    }
  }
  return found;
}

describe('nextState', () => {
  it('is pending first, and fires when it was bad for the whole time', () => {
    expect(phases([0, 100, 200, 299, 300, 400].map(at => [at, 'bad']))).toEqual(
      ['pending', 'pending', 'pending', 'pending', 'firing', 'firing'],
    );
  });

  it('fires at once where no time is asked for', () => {
    expect(phases([[0, 'bad']], { forMs: 0 })).toEqual(['firing']);
  });

  it('begins anew after it was good', () => {
    expect(
      phases([
        [0, 'bad'],
        [100, 'bad'],
        [200, 'good'],
        [250, 'bad'],
        [350, 'bad'],
        [450, 'bad'],
      ]),
    ).toEqual([
      'pending',
      'pending',
      'inactive',
      'pending',
      'pending',
      'pending',
    ]);
  });

  it('is over only when it was good for a while, so that what flaps is one', () => {
    const bad: Array<[number, 'bad']> = [
      [0, 'bad'],
      [100, 'bad'],
      [200, 'bad'],
      [300, 'bad'],
    ];
    expect(
      phases([
        ...bad,
        [310, 'good'],
        [340, 'bad'],
        [350, 'good'],
        [409, 'good'],
        [410, 'good'],
      ]).slice(3),
    ).toEqual(['firing', 'firing', 'firing', 'firing', 'firing', 'inactive']);
  });

  it('a cluster that does not answer neither fires nor resolves', () => {
    const pending = run([
      [0, 'bad'],
      [60, 'unknown'],
      [3600, 'unknown'],
      [3660, 'bad'],
    ]);
    expect(pending.map(({ phase }) => phase)).toEqual(
      new Array(4).fill('pending'),
    );
    expect(pending.at(-1)!.badMs).toBe(0);
    expect(
      phases(
        [
          [0, 'bad'],
          [60, 'unknown'],
          [3600, 'unknown'],
        ],
        { forMs: 0 },
      ),
    ).toEqual(['firing', 'firing', 'firing']);
  });

  it('a clock that jumps ahead by a day fires nothing and ends nothing', () => {
    expect(
      phases([
        [0, 'bad'],
        [86_400, 'bad'],
      ]),
    ).toEqual(['pending', 'pending']);
    const [, , jumped] = run(
      [
        [0, 'bad'],
        [10, 'good'],
        [86_400, 'good'],
      ],
      { forMs: 0, maxStepMs: 30_000 },
    );
    expect(jumped).toMatchObject({ phase: 'firing', goodMs: 30_000 });
  });

  it('a clock that goes back, or another that is behind, loses nothing but a step', () => {
    const states = run([
      [0, 'bad'],
      [100, 'bad'],
      [-600, 'bad'],
      [-500, 'bad'],
      [-400, 'bad'],
    ]);
    expect(states.map(({ badMs }) => badMs)).toEqual([
      0, 100_000, 100_000, 200_000, 300_000,
    ]);
    expect(states.at(-1)!.phase).toBe('firing');
  });

  const looks = fc.array(
    fc.tuple(
      // Any order: clocks of two backends that differ, and jumps.
      fc.integer({ min: -90_000, max: 90_000 }),
      fc.constantFrom<Observation['verdict']>('bad', 'good', 'unknown'),
    ),
    { maxLength: 60 },
  );

  it('whatever the clocks do: fires only after enough looks that say bad, ends only after enough that say good', () => {
    fc.assert(
      fc.property(looks, list => {
        expect(violations(list)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('a true clock: fires exactly when it was bad without a break for the time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 120 }), fc.boolean()), {
          maxLength: 60,
        }),
        steps => {
          let at = 0;
          let since: number | undefined;
          const list = steps.map(([seconds, bad]) => {
            at += seconds;
            return [at, bad ? 'bad' : 'good'] as [number, 'bad' | 'good'];
          });
          const states = run(list);
          for (const [index, [time, verdict]] of list.entries()) {
            since = verdict === 'bad' ? since ?? time : undefined;
            const before = states[index - 1]?.phase ?? 'inactive';
            if (before === 'firing' || verdict === 'good') continue;
            expect(states[index].phase).toBe(
              time - since! >= 300 ? 'firing' : 'pending',
            );
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
