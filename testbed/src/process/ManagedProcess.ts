import { ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { forgetGroup, watchGroup } from './reaper';

/** How to start a process. */
export interface ProcessOptions {
  name: string;
  command: string;
  args: string[];
  /** Receives standard output and error; appended to. */
  logFile: string;
  /** Takes standard output in place of the log file. */
  onOutput?: (text: string) => void;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
}

function killGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * A process in a group of its own. It never outlives this one for more than a moment: the reaper sees to that.
 */
export class ManagedProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;

  static start(options: ProcessOptions): ManagedProcess {
    const log = openSync(options.logFile, 'a');
    try {
      const child = spawn(options.command, options.args, {
        cwd: options.cwd,
        env: options.env ?? process.env,
        detached: true,
        stdio: ['ignore', options.onOutput ? 'pipe' : log, log],
        uid: options.uid,
        gid: options.gid,
      });
      return new ManagedProcess(options, child);
    } finally {
      closeSync(log);
    }
  }

  private constructor(options: ProcessOptions, child: ChildProcess) {
    this.name = options.name;
    this.logFile = options.logFile;
    this.child = child;
    this.pid = child.pid ?? 0;
    // A suite that forgets to stop a part must not keep the test runner from ending: the reaper stops it then.
    child.unref();
    if (child.stdout && options.onOutput) {
      child.stdout.setEncoding('utf8').on('data', options.onOutput);
      (child.stdout as unknown as { unref?: () => void }).unref?.();
    }
    this.exited = new Promise(resolve => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    if (this.pid) {
      watchGroup(this.pid);
      this.exited.then(() => forgetGroup(this.pid));
    }
  }

  get alive(): boolean {
    return (
      this.pid > 0 &&
      this.child.exitCode === null &&
      this.child.signalCode === null
    );
  }

  /** Sends a signal to the whole group. */
  signal(signal: NodeJS.Signals): void {
    if (this.alive) {
      killGroup(this.pid, signal);
    }
  }

  /**
   * Ends the group: by the signal, and by SIGKILL when it is still there after the grace.
   *
   * @param signal - SIGKILL ends it at once.
   * @param graceMillis - Milliseconds to wait before SIGKILL.
   */
  async stop(
    signal: NodeJS.Signals = 'SIGTERM',
    graceMillis: number = 5_000,
  ): Promise<void> {
    if (!this.alive) {
      return;
    }
    // A stopped process (SIGSTOP) would not see the signal.
    this.signal('SIGCONT');
    this.signal(signal);
    const timer = setTimeout(() => this.signal('SIGKILL'), graceMillis);
    await this.exited;
    clearTimeout(timer);
  }

  /** The end of the log, for an error message. */
  lastLines(count: number = 15): string {
    if (!existsSync(this.logFile)) {
      return '';
    }
    return readFileSync(this.logFile, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-count)
      .join('\n');
  }
}
