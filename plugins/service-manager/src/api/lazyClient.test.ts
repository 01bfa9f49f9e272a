import { lazyClient } from './lazyClient';

describe('lazyClient', () => {
  it('loads once, upon the first call', async () => {
    const call = jest.fn(async () => ({ items: [] } as never));
    const load = jest.fn(async () => ({ call } as never));
    const api = lazyClient(load);
    expect(load).not.toHaveBeenCalled();
    const options = { signal: new AbortController().signal };
    await Promise.all([
      api.call('listClusters', {}, options),
      api.call('listClusters', {}),
    ]);
    expect(load).toHaveBeenCalledTimes(1);
    expect(call).toHaveBeenCalledWith('listClusters', {}, options);
  });

  it('streams, and opens what is downloaded', async () => {
    const api = lazyClient(
      async () =>
        ({
          async *stream(...request: unknown[]) {
            yield* request;
          },
          open: async (...request: unknown[]) => request,
        } as never),
    );
    const records: unknown[] = [];
    for await (const each of api.stream('streamLogs', { query: { tail: 1 } })) {
      records.push(each);
    }
    expect(records).toEqual(['streamLogs', { query: { tail: 1 } }]);
    await expect(api.open('downloadLogs', {})).resolves.toEqual([
      'downloadLogs',
      {},
    ]);
  });

  it('tries again when the load failed', async () => {
    const load = jest
      .fn()
      .mockRejectedValueOnce(new Error('Loading chunk 7 failed'))
      .mockResolvedValue({ call: async () => 'answer' });
    const api = lazyClient(load);
    await expect(api.call('listClusters', {})).rejects.toThrow('chunk 7');
    await expect(api.call('listClusters', {})).resolves.toBe('answer');
  });
});
