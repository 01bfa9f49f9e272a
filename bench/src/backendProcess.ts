import { readFileSync } from 'fs';
import { waitFor } from '@internal/testbed';

const MIB = 2 ** 20;
const TICKS_PER_SECOND = 100;

/** What a process has used, in MiB and CPU seconds. */
export interface ProcessUse {
  heap: number;
  resident: number;
  cpuSeconds: number;
}

/** The Node options with which a process can be looked into. */
export function inspectable(port: number): Record<string, string> {
  return { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` };
}

/** Resident memory and CPU time, as the system counts them. */
export function counted(pid: number): Omit<ProcessUse, 'heap'> {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return {
    resident: Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024,
    cpuSeconds: (Number(stat[11]) + Number(stat[12])) / TICKS_PER_SECOND,
  };
}

/** Looks into a Node process that was started {@link inspectable}. */
export class BackendProcess {
  private count = 0;

  private constructor(
    private readonly socket: WebSocket,
    private readonly pid: number,
  ) {}

  static async attach(port: number, pid: number): Promise<BackendProcess> {
    const { webSocketDebuggerUrl } = await waitFor(
      'the inspector answers',
      async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/json/list`);
        return (await answer.json())[0];
      },
    );
    const socket = new WebSocket(webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error('The inspector hung up'));
    });
    return new BackendProcess(socket, pid);
  }

  /** After a collection of garbage: what is held, not what was left lying. */
  async use(): Promise<ProcessUse> {
    await this.call('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize = 0 } = await this.call(
      'Runtime.getHeapUsage',
    );
    return {
      heap: (usedSize + backingStorageSize) / MIB,
      ...counted(this.pid),
    };
  }

  close(): void {
    this.socket.close();
  }

  private call(method: string): Promise<any> {
    this.count += 1;
    const id = this.count;
    return new Promise((resolve, reject) => {
      const listen = ({ data }: MessageEvent) => {
        const answer = JSON.parse(String(data));
        if (answer.id !== id) return;
        this.socket.removeEventListener('message', listen);
        if (answer.error) reject(new Error(answer.error.message));
        else resolve(answer.result);
      };
      this.socket.addEventListener('message', listen);
      this.socket.send(JSON.stringify({ id, method }));
    });
  }
}
