import { frames } from './frames';

describe('frames', () => {
  let now = 0;
  let asked: FrameRequestCallback[] = [];
  beforeEach(() => {
    now = 1000;
    asked = [];
    jest.useFakeTimers({ doNotFake: ['performance'] });
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    jest
      .spyOn(window, 'requestAnimationFrame')
      .mockImplementation(run => asked.push(run));
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  function frame() {
    for (const run of asked.splice(0)) run(now);
  }
  function pass(millis: number) {
    now += millis;
    jest.advanceTimersByTime(millis);
  }

  it('does few with the next frame, whenever it was before', () => {
    const work = jest.fn();
    const batches = frames();
    for (let times = 1; times <= 3; times++) {
      batches.next(work, 1);
      frame();
      expect(work).toHaveBeenCalledTimes(times);
      pass(16);
    }
  });

  it('does many at most every tenth of a second', () => {
    const work = jest.fn();
    const batches = frames();
    for (let at = 0; at < 60; at++) {
      batches.next(work, 80);
      frame();
      pass(16);
    }
    expect(work.mock.calls.length).toBeGreaterThan(6);
    expect(work.mock.calls.length).toBeLessThanOrEqual(10);
  });

  it('works where there are no frames: in a page that is not seen', () => {
    const work = jest.fn();
    frames().next(work, 1);
    pass(250);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('works at once when too much waits, and not again', () => {
    const work = jest.fn();
    const batches = frames();
    batches.next(work, 1);
    batches.next(work, 10_001);
    expect(work).toHaveBeenCalledTimes(1);
    pass(1000);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('does nothing any more once it is cancelled', () => {
    const work = jest.fn();
    const batches = frames();
    batches.next(work, 1);
    batches.cancel();
    pass(1000);
    expect(work).not.toHaveBeenCalled();
  });
});
