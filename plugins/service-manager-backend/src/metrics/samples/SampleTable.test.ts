import * as fc from 'fast-check';
import { PodSample, SampleTable } from './SampleTable';

const key = (name: string) => `shop/${name}`;

function see(table: SampleTable, at: number, pods: Record<string, PodSample>) {
  table.begin(at);
  for (const [name, sample] of Object.entries(pods)) {
    if (!table.has(key(name))) {
      table.add({ key: key(name), name, owner: 'shop/Deployment/web' });
    }
    table.put(key(name), sample);
  }
  table.end();
}

const sample = (cpu: number): PodSample => ({
  cpu,
  memory: cpu * 2,
  ready: true,
  restarts: 0,
});

describe('SampleTable', () => {
  it('keeps exactly the last rounds, whatever pods come and go', () => {
    const names = ['a', 'b', 'c', 'd'];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.dictionary(fc.constantFrom(...names), fc.nat(1000)), {
          maxLength: 30,
        }),
        (rounds, seen) => {
          const table = new SampleTable(rounds);
          seen.forEach((pods, at) =>
            see(
              table,
              at,
              Object.fromEntries(
                Object.entries(pods).map(([name, cpu]) => [name, sample(cpu)]),
              ),
            ),
          );
          const kept = seen.map((pods, at) => ({ pods, at })).slice(-rounds);
          const history = table.history();
          expect(history.map(({ at }) => at)).toEqual(kept.map(({ at }) => at));
          for (const name of names) {
            expect(
              history.map(({ column }) => table.read(key(name), column)?.cpu),
            ).toEqual(kept.map(({ pods }) => pods[name]));
          }
          const alive = new Set(kept.flatMap(({ pods }) => Object.keys(pods)));
          expect(
            new Set(table.podsOf('shop/Deployment/web').map(p => p.name)),
          ).toEqual(alive);
        },
      ),
    );
  });

  it('tells a pod that was seen without values from one that was not seen', () => {
    const table = new SampleTable(4);
    see(table, 1, { a: { ready: false, restarts: 7 } });
    see(table, 2, {});
    const [first, second] = table.history();
    expect(table.read(key('a'), first.column)).toEqual({
      cpu: undefined,
      memory: undefined,
      ready: false,
      restarts: 7,
    });
    expect(table.read(key('a'), second.column)).toBeUndefined();
  });

  it('knows how many were wanted in each round', () => {
    const table = new SampleTable(2);
    for (const [at, wanted] of [3, 0, undefined].entries()) {
      table.begin(at);
      if (wanted !== undefined) table.putDesired('o', wanted);
      table.end();
    }
    expect(
      table.history().map(({ column }) => table.desiredOf('o', column)),
    ).toEqual([0, undefined]);
  });

  it('takes ten bytes a pod and round', () => {
    const table = new SampleTable(64);
    see(
      table,
      1,
      Object.fromEntries(
        Array.from({ length: 25_600 }, (_, i) => [`pod-${i}`, sample(i)]),
      ),
    );
    expect(table.bytes / table.pods).toBe(640);
  });
});
