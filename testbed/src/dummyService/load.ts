import { Agent, get } from 'node:http';
import { Socket } from 'node:net';

/** What the load has done so far. @public */
export interface LoadCounts {
  sent: number;
  /** Answers by status, for example `{ 200: 41, 503: 2 }`. */
  answers: Record<number, number>;
  /** No answer: refused, or cut. */
  lost: number;
}

/** Bytes of a pod's traffic, as the pod sees it. */
export interface Traffic {
  receiveBytes: number;
  transmitBytes: number;
}

/** A steady load over some addresses in turn. */
export interface Load {
  readonly counts: LoadCounts;
  /** Requests in a second, over all addresses. */
  setRate(requestsPerSecond: number): void;
  traffic(url: string): Traffic;
  stop(): void;
}

const TICK_MILLIS = 20;
/** Beyond it requests are left out: a service that hangs must not make this process grow. */
const MAX_OPEN = 500;

/** Starts the load. It does not keep the process from ending. */
export function startLoad(
  urls: string[],
  paths: string[],
  requestsPerSecond: number,
): Load {
  const agent = new Agent({ keepAlive: true, timeout: 30_000 });
  const counts: LoadCounts = { sent: 0, answers: {}, lost: 0 };
  const traffic = new Map<string, Traffic>(
    urls.map(url => [url, { receiveBytes: 0, transmitBytes: 0 }]),
  );
  // A kept connection counts its bytes over all of its requests.
  const seen = new WeakMap<Socket, Traffic>();
  let rate = requestsPerSecond;
  let due = 0;
  let last = performance.now();
  let open = 0;

  function count(url: string, socket: Socket): void {
    const before = seen.get(socket) ?? { receiveBytes: 0, transmitBytes: 0 };
    const now = {
      receiveBytes: socket.bytesWritten,
      transmitBytes: socket.bytesRead,
    };
    seen.set(socket, now);
    const total = traffic.get(url)!;
    total.receiveBytes += now.receiveBytes - before.receiveBytes;
    total.transmitBytes += now.transmitBytes - before.transmitBytes;
  }

  function send(): void {
    const turn = counts.sent;
    const url = urls[turn % urls.length];
    // With two pods and two paths, each pod must see both.
    const path = paths[Math.floor(turn / urls.length) % paths.length];
    counts.sent += 1;
    open += 1;
    let answered = false;
    const request = get(`${url}${path}`, { agent }, response => {
      answered = true;
      const { socket } = response;
      response.resume();
      response.once('end', () => {
        const status = response.statusCode ?? 0;
        counts.answers[status] = (counts.answers[status] ?? 0) + 1;
        count(url, socket);
      });
      response.once('error', () => {
        counts.lost += 1;
      });
      response.once('close', () => {
        open -= 1;
      });
    });
    request.once('error', () => {
      // After an answer has begun, the answer is what fails.
      if (!answered) {
        counts.lost += 1;
        open -= 1;
      }
    });
  }

  const timer = setInterval(() => {
    const now = performance.now();
    due += ((now - last) / 1000) * rate;
    last = now;
    for (; due >= 1; due -= 1) {
      if (open < MAX_OPEN) {
        send();
      }
    }
  }, TICK_MILLIS);
  timer.unref();

  return {
    counts,
    setRate: value => {
      rate = value;
    },
    traffic: url => traffic.get(url)!,
    stop: () => {
      clearInterval(timer);
      agent.destroy();
    },
  };
}
