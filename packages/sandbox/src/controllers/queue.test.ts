import { WorkQueue } from './queue';

describe('WorkQueue', () => {
  let queue: WorkQueue;
  const handled: string[] = [];
  let notify = () => {};

  const start = (speed = 1, handle?: (key: string) => void) => {
    handled.length = 0;
    queue = new WorkQueue(key => {
      handled.push(key);
      handle?.(key);
      notify();
    }, speed);
  };
  const until = (count: number) =>
    new Promise<void>(resolve => {
      notify = () => handled.length >= count && resolve();
      notify();
    });

  afterEach(() => {
    queue.stop();
    jest.useRealTimers();
  });

  it('handles a key once, however often it was added', async () => {
    start();
    ['a', 'b', 'a', 'a'].forEach(key => queue.add(key));
    await until(2);
    expect(handled).toEqual(['a', 'b']);
  });

  it('handles later work in the order of its time, faster at speed', async () => {
    jest.useFakeTimers();
    start(100);
    [3_000, 1_000, 2_000].forEach(ms => queue.add(`${ms}`, ms));
    await jest.advanceTimersByTimeAsync(9);
    expect(handled).toEqual([]);
    await jest.advanceTimersByTimeAsync(12);
    expect(handled).toEqual(['1000', '2000']);
    await jest.advanceTimersByTimeAsync(10);
    expect(handled).toEqual(['1000', '2000', '3000']);
  });

  it('keeps the earliest of two times for a key', async () => {
    start();
    queue.add('a', 60_000);
    queue.add('a', 5);
    await until(1);
    expect(handled).toEqual(['a']);
  });

  it('drains what its own work adds', () => {
    start(1, key => key === 'a' && queue.add('b'));
    queue.add('a');
    queue.drain();
    expect(handled).toEqual(['a', 'b']);
  });

  it('does nothing after a stop', async () => {
    start();
    queue.add('a');
    queue.stop();
    queue.add('b');
    await new Promise(resolve => {
      setImmediate(resolve);
    });
    expect(handled).toEqual([]);
  });
});
