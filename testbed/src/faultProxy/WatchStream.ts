import { ServerResponse } from 'node:http';
import { errorEvent, Fault } from './faults';

const NEW_LINE = 0x0a;

/**
 * Passes a watch on line by line, until its fault is due.
 */
export class WatchStream {
  private readonly response: ServerResponse;
  private readonly fault: Fault | undefined;
  private rest: Buffer = Buffer.alloc(0);
  private events = 0;
  private over = false;

  constructor(response: ServerResponse, fault: Fault | undefined) {
    this.response = response;
    this.fault = fault;
  }

  /** To be called once, after the headers: a fault may be due before the first event. */
  begin(): void {
    this.checkFault(undefined);
  }

  push(chunk: Buffer): void {
    this.rest = this.rest.length ? Buffer.concat([this.rest, chunk]) : chunk;
    while (!this.over) {
      const end = this.rest.indexOf(NEW_LINE);
      if (end < 0) {
        return;
      }
      const line = this.rest.subarray(0, end + 1);
      this.rest = this.rest.subarray(end + 1);
      if (this.checkFault(line)) {
        return;
      }
      this.events++;
      this.response.write(line);
      this.checkFault(undefined);
    }
  }

  /** The API server has ended the watch. */
  end(): void {
    if (!this.over) {
      this.over = true;
      this.response.end(this.rest);
    }
  }

  /** Ends it now, whatever its fault says. */
  cut(midLine: boolean, line?: Buffer): void {
    if (this.over && this.fault?.type !== 'stallWatch') {
      return;
    }
    this.over = true;
    if (!midLine) {
      this.response.end();
      return;
    }
    const whole =
      line ?? Buffer.from('{"type":"MODIFIED","object":{"kind":"Pod"}}\n');
    // Without the last chunk, so that the client sees the connection break.
    this.response.write(whole.subarray(0, Math.floor(whole.length / 2)), () =>
      this.response.destroy(),
    );
  }

  /** True when the fault happened. A cut in the middle of a line waits for a line to cut. */
  private checkFault(line: Buffer | undefined): boolean {
    const { fault } = this;
    if (
      this.over ||
      !fault ||
      !('afterEvents' in fault || isWatchFault(fault))
    ) {
      return this.over;
    }
    const after = 'afterEvents' in fault ? fault.afterEvents ?? 0 : 0;
    if (this.events < after) {
      return false;
    }
    if (fault.type === 'watchError') {
      this.over = true;
      this.response.end(`${errorEvent(fault.code ?? 410)}\n`);
    } else if (fault.type === 'stallWatch') {
      this.over = true;
    } else if (fault.type === 'cutWatch') {
      if (fault.midLine && !line) {
        return false;
      }
      this.cut(fault.midLine ?? false, line);
    }
    return this.over;
  }
}

function isWatchFault(fault: Fault): boolean {
  return (
    fault.type === 'watchError' ||
    fault.type === 'cutWatch' ||
    fault.type === 'stallWatch'
  );
}
