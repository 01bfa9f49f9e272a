import { snapshotOf } from '../../metrics/__testUtils__/places';
import { CountErrorLines, ErrorLogCounts } from './ErrorLogCounts';

const target = { entityRef: 'component:default/web', selector: {} };
const web = snapshotOf('Deployment', 'web', {
  replicaSets: ['web-7d4b9c6f8d'],
});

function create(count: CountErrorLines, workloads = [web]) {
  let passed = 0;
  const counter = jest.fn(count);
  return {
    counter,
    reader: new ErrorLogCounts({
      count: counter,
      workloads: { select: () => workloads },
      watch: () => passed,
    }),
    pass: (ms: number) => {
      passed += ms;
    },
  };
}

describe('ErrorLogCounts', () => {
  it('counts a minute’s lines of the pods of the service, also of those that are gone', async () => {
    const { reader } = create(
      async () =>
        new Map([
          ['shop/web-7d4b9c6f8d-x2x2x', 20],
          ['shop/web-5c5c5c5c5c-z4z4z', 5],
          ['shop/web-admin-7d4b9c6f8d-x2x2x', 1_000],
          ['garden/web-7d4b9c6f8d-x2x2x', 1_000],
        ]),
    );
    expect(await reader.perMinute({ target })).toEqual({ value: 5 });
  });

  it('asks a cluster once for all its services, and again a little later', async () => {
    const { reader, counter, pass } = create(async () => new Map());
    for (let times = 0; times < 50; times++) {
      expect(await reader.perMinute({ target })).toEqual({ value: 0 });
    }
    expect(counter).toHaveBeenCalledTimes(1);
    pass(15_000);
    await reader.perMinute({ target });
    expect(counter).toHaveBeenCalledTimes(2);
  });

  it('a part of the clusters is not the service', async () => {
    const other = snapshotOf('Deployment', 'web', { cluster: 'other' });
    const { reader } = create(
      async cluster => (cluster === 'local' ? new Map() : undefined),
      [web, other],
    );
    expect(await reader.perMinute({ target })).toEqual({
      problem: 'No Loki counts the error lines of other.',
    });
  });

  it('does not remember a failure', async () => {
    const { reader, counter } = create(async () => {
      throw new Error('Loki cannot be reached.');
    });
    await expect(reader.perMinute({ target })).rejects.toThrow('reached');
    counter.mockResolvedValueOnce(new Map());
    expect(await reader.perMinute({ target })).toEqual({ value: 0 });
  });

  it('knows nothing of a service without workloads', async () => {
    const { reader, counter } = create(async () => new Map(), []);
    expect((await reader.perMinute({ target })).problem).toBeDefined();
    expect(counter).not.toHaveBeenCalled();
  });
});
