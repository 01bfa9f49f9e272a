import { codes, guards, scale } from './__testUtils__/guards';

describe('dependents', () => {
  const dependents = [
    { entityRef: 'component:default/b', title: 'b', state: 'running' as const },
    { entityRef: 'component:default/a', title: 'a' },
    { entityRef: 'component:default/c', title: 'c', state: 'stopped' as const },
  ];

  it('names who breaks if this stops', () => {
    expect(guards({ dependents })[0]).toMatchObject({
      code: 'dependents',
      severity: 'warning',
      title: '2 services depend on this one.',
      detail: 'a and b (running) may fail while it is stopped.',
    });
  });

  it('scaling to 0 is a stop, other scaling is not', () => {
    expect(codes({ ...scale(0), dependents })).toEqual(['dependents:warning']);
    expect(codes({ ...scale(1), dependents })).toEqual([]);
    expect(codes({ verb: 'restart', dependents })).toEqual([]);
  });

  it('is only information when all of them are stopped', () => {
    expect(codes({ dependents: dependents.slice(2) })).toEqual([
      'dependents:info',
    ]);
  });
});
