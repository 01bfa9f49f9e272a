import { SharedAnswers } from './SharedAnswers';

/** An upstream that answers when it is told to. */
function setUp() {
  const asked: Array<{
    signal: AbortSignal;
    answer(value: string): void;
    fail(error: Error): void;
  }> = [];
  const shared = new SharedAnswers<string>({ max: 10, keepMs: 60_000 });
  const ask = (signal: AbortSignal) =>
    new Promise<string>((answer, fail) => {
      asked.push({ signal, answer, fail });
      signal.addEventListener('abort', () => fail(signal.reason));
    });
  const viewer = (key = 'q') => {
    const leave = new AbortController();
    const answer = shared.get(key, ask, leave.signal);
    answer.catch(() => {});
    return { answer, leave: () => leave.abort() };
  };
  return { ask, asked, shared, viewer };
}

describe('answers that viewers share', () => {
  it('a question is ended when the last who waits for it has gone, not before', async () => {
    const { asked, viewer } = setUp();
    const viewers = [viewer(), viewer(), viewer()];
    expect(asked).toHaveLength(1);
    viewers[0].leave();
    viewers[2].leave();
    await expect(viewers[0].answer).rejects.toThrow('aborted');
    await expect(viewers[2].answer).rejects.toThrow('aborted');
    expect(asked[0].signal.aborted).toBe(false);
    viewers[1].leave();
    await expect(viewers[1].answer).rejects.toThrow('aborted');
    expect(asked[0].signal.aborted).toBe(true);
  });

  it('who stays is answered, whoever began and left', async () => {
    const { asked, viewer } = setUp();
    const [first, second] = [viewer(), viewer()];
    first.leave();
    await expect(first.answer).rejects.toThrow('aborted');
    asked[0].answer('seven');
    await expect(second.answer).resolves.toBe('seven');
    await expect(viewer().answer).resolves.toBe('seven');
    expect(asked).toHaveLength(1);
  });

  it('who comes after all have left asks anew, and gets no failure of theirs', async () => {
    const { asked, viewer } = setUp();
    const gone = viewer();
    gone.leave();
    await expect(gone.answer).rejects.toThrow('aborted');
    const next = viewer();
    expect(asked).toHaveLength(2);
    asked[1].answer('eight');
    await expect(next.answer).resolves.toBe('eight');
  });

  it('who comes in the very turn in which the last one leaves is answered', async () => {
    const { asked, viewer } = setUp();
    const gone = viewer();
    gone.leave();
    const next = viewer();
    await expect(gone.answer).rejects.toThrow('aborted');
    asked.at(-1)!.answer('eight');
    await expect(next.answer).resolves.toBe('eight');
  });

  it('one who has no signal stays', async () => {
    const { ask, asked, shared, viewer } = setUp();
    const staying = shared.get('q', ask);
    const leaving = viewer();
    leaving.leave();
    await expect(leaving.answer).rejects.toThrow('aborted');
    expect(asked[0].signal.aborted).toBe(false);
    asked[0].answer('nine');
    await expect(staying).resolves.toBe('nine');
  });

  it('who has gone already asks nothing', async () => {
    const { ask, asked, shared } = setUp();
    await expect(shared.get('q', ask, AbortSignal.abort())).rejects.toThrow(
      'aborted',
    );
    expect(asked).toEqual([]);
  });

  it('a failure is not kept', async () => {
    const { asked, viewer } = setUp();
    const first = viewer();
    asked[0].fail(new Error('busy'));
    await expect(first.answer).rejects.toThrow('busy');
    const second = viewer();
    asked[1].answer('ten');
    await expect(second.answer).resolves.toBe('ten');
  });
});
