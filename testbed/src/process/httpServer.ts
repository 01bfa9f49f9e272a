import { join } from 'node:path';
import { createDataFolder } from './dataFolder';
import { ManagedProcess } from './ManagedProcess';
import { assertPortIsFree, freePorts } from './ports';
import { waitFor } from './waitFor';

/** An outage on request. @public */
export interface OutageControl {
  /** Ends it at once (SIGKILL): connections are refused. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same data, and waits until it is ready. */
  restart(): Promise<void>;
  /** Stops it without ending it (SIGSTOP): connections are accepted and nothing answers. */
  pause(): void;
  /** Lets it go on. */
  resume(): void;
}

/** A program that is one process and serves HTTP. */
export interface HttpServerPlan {
  /** In messages, and in the names of the folder and the log. */
  name: string;
  port?: number;
  dataDir?: string;
  /** How many more free ports it needs. */
  morePorts?: number;
  /** Once, before the first start: configuration files. */
  prepare?(folder: string, ports: number[]): Promise<void> | void;
  command: string;
  args(folder: string, ports: number[]): string[];
  /** Path that answers 200 when it is ready. */
  readyPath: string;
  readyTimeoutMillis?: number;
}

/** That program while it runs. */
export interface HttpServer {
  readonly url: string;
  readonly folder: string;
  readonly control: OutageControl;
  readonly pid: number;
  stop(): Promise<void>;
}

async function startOnce(plan: HttpServerPlan): Promise<HttpServer> {
  const { name, readyTimeoutMillis = 60_000 } = plan;
  const data = await createDataFolder(name, plan.dataDir);
  const free = await freePorts(1 + (plan.morePorts ?? 0));
  const ports = [plan.port ?? free[0], ...free.slice(1)];
  const url = `http://127.0.0.1:${ports[0]}`;
  let current: ManagedProcess | undefined;

  async function launch(): Promise<void> {
    const started = ManagedProcess.start({
      name,
      command: plan.command,
      args: plan.args(data.path, ports),
      cwd: data.path,
      logFile: join(data.path, `${name}.log`),
    });
    current = started;
    await waitFor(
      `${name} is ready`,
      async () => {
        if (!started.alive) {
          return true;
        }
        const answer = await fetch(`${url}${plan.readyPath}`, {
          signal: AbortSignal.timeout(5_000),
        });
        await answer.text();
        return answer.ok;
      },
      { timeoutMillis: readyTimeoutMillis },
    );
    if (!started.alive) {
      throw new Error(
        `${name} ended by itself. The end of its log:\n${started.lastLines()}`,
      );
    }
  }

  try {
    await plan.prepare?.(data.path, ports);
    await launch();
  } catch (error) {
    await current?.stop('SIGKILL');
    await data.remove();
    throw error;
  }

  let stopped: Promise<void> | undefined;
  return {
    url,
    folder: data.path,
    get pid() {
      return current!.pid;
    },
    control: {
      kill: () => current!.stop('SIGKILL'),
      restart: async () => {
        await current!.stop('SIGKILL');
        await launch();
      },
      pause: () => current!.signal('SIGSTOP'),
      resume: () => current!.signal('SIGCONT'),
    },
    stop: () => {
      // Without data to keep there is nothing to be tidy about, and some take seconds to say goodbye.
      stopped ??= current!
        .stop(data.kept ? 'SIGTERM' : 'SIGKILL', 20_000)
        .then(() => data.remove());
      return stopped;
    },
  };
}

/**
 * Starts the program on loopback and waits until it is ready.
 *
 * @throws Error naming the port that is taken, or with the end of the log when the program ended.
 */
export async function startHttpServer(
  plan: HttpServerPlan,
): Promise<HttpServer> {
  if (plan.port !== undefined) {
    await assertPortIsFree(plan.port, plan.name);
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(plan);
    } catch (error) {
      // Between finding a free port and using it, somebody else may have taken it.
      const taken = /address already in use/.test((error as Error).message);
      if (!taken || attempt === 3 || plan.port !== undefined) {
        throw error;
      }
    }
  }
}
