import { lazyClient } from './lazyClient';

describe('lazyClient', () => {
  it('loads once, upon the first call', async () => {
    const call = jest.fn(async () => ({ items: [] } as never));
    const load = jest.fn(async () => ({ call }));
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
