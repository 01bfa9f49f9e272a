import { waitFor } from '@testing-library/react';
import { aHeartbeat, aLine, anAnswer, FakeLogs } from '../testing';
import { noFilters } from '../pure';
import { type Connection, followStream } from './followStream';

function follow(logs: FakeLogs) {
  const end = new AbortController();
  const rows: string[] = [];
  const connections: Connection[] = [];
  const waits: number[] = [];
  const done = followStream({
    open: (after, signal) =>
      logs.stream({ filters: noFilters, ...(after && { after }) }, signal),
    signal: end.signal,
    onRow: row => row.type === 'line' && rows.push(row.cursor),
    onHeartbeat: () => {},
    onProblem: () => {},
    onConnection: connection => connections.push(connection),
    wait: async millis => {
      waits.push(millis);
    },
    random: () => 1,
  });
  return { rows, connections, waits, done, stop: () => end.abort() };
}

describe('following the stream', () => {
  it('goes on behind the last line after a cut, longer and longer apart', async () => {
    const logs = new FakeLogs();
    const { rows, waits, connections, stop, done } = follow(logs);
    logs.last.push(aLine(1), aLine(2));
    await waitFor(() => expect(rows).toHaveLength(2));
    logs.last.end(new TypeError('network error'));
    await waitFor(() => expect(logs.streams).toHaveLength(2));
    expect(logs.last.request.after).toBe('cursor-2');
    logs.last.end();
    await waitFor(() => expect(logs.streams).toHaveLength(3));
    logs.last.end();
    await waitFor(() => expect(logs.streams).toHaveLength(4));
    expect(waits).toEqual([500, 1000, 2000]);
    expect(connections.at(-1)?.state).toBe('reconnecting');
    // What works again starts from the shortest wait.
    logs.last.push(aHeartbeat());
    await waitFor(() => expect(connections.at(-1)?.state).toBe('open'));
    logs.last.end();
    await waitFor(() => expect(waits).toEqual([500, 1000, 2000, 500]));
    stop();
    await done;
    expect(logs.last.signal.aborted).toBe(true);
  });

  it('opens again at once when the token is to be renewed', async () => {
    const logs = new FakeLogs();
    const { waits, connections, stop } = follow(logs);
    logs.last.push(aLine(1), { type: 'reauth' });
    await waitFor(() => expect(logs.streams).toHaveLength(2));
    expect(logs.last.request.after).toBe('cursor-1');
    expect(logs.streams[0].signal.aborted).toBe(true);
    expect(waits).toEqual([]);
    expect(connections.map(({ state }) => state)).not.toContain('reconnecting');
    stop();
  });

  it('does not go back to the place of a line that came late', async () => {
    const logs = new FakeLogs();
    const { rows, stop } = follow(logs);
    logs.last.push(aLine(5), aLine(2, { late: true }));
    await waitFor(() => expect(rows).toHaveLength(2));
    logs.last.end();
    await waitFor(() => expect(logs.streams).toHaveLength(2));
    expect(logs.last.request.after).toBe('cursor-5');
    stop();
  });

  it('gives up what is refused, and waits as long as it is told to', async () => {
    const logs = new FakeLogs();
    const answers = [
      anAnswer(429, { code: 'TOO_MANY_STREAMS', message: 'Too many.' }, 7),
      anAnswer(503, { code: 'DEPENDENCY_UNAVAILABLE', message: 'Down.' }),
      anAnswer(403, { code: 'NOT_ALLOWED', message: 'You may not.' }),
    ];
    logs.onStream = () => answers.shift();
    const { waits, connections, done } = follow(logs);
    await done;
    expect(waits).toEqual([7000, 1000]);
    expect(logs.streams).toHaveLength(3);
    expect(connections.at(-1)).toMatchObject({
      state: 'failed',
      error: { message: 'You may not.' },
    });
  });

  it('takes a connection that says nothing for dead', async () => {
    jest.useFakeTimers();
    try {
      const logs = new FakeLogs();
      const { waits, stop } = follow(logs);
      await jest.advanceTimersByTimeAsync(44_000);
      logs.last.push(aHeartbeat());
      await jest.advanceTimersByTimeAsync(44_000);
      expect(logs.streams).toHaveLength(1);
      await jest.advanceTimersByTimeAsync(2000);
      expect(logs.streams).toHaveLength(2);
      expect(waits).toHaveLength(1);
      stop();
    } finally {
      jest.useRealTimers();
    }
  });
});
