import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AddressInfo, createServer, Server } from 'node:net';

const LOWEST = 10_000;
const HIGHEST = 65_535;

/**
 * From where on the system itself gives out ports, to outgoing connections
 * too. A server that is not up yet, or down for a while, would lose one of
 * those to any of them.
 */
function firstOfSystem(): number {
  try {
    const range = readFileSync('/proc/sys/net/ipv4/ip_local_port_range');
    return Number.parseInt(range.toString(), 10);
  } catch {
    // What macOS and Windows begin with, by IANA's advice.
    return 49_152;
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.unref();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
  });
}

/** Any port that is free, by lot, so that processes side by side draw different ones. */
async function holdOne(): Promise<Server> {
  const end = firstOfSystem();
  const [from, until] =
    end - LOWEST >= 1_000 ? [LOWEST, end] : [LOWEST, HIGHEST + 1];
  for (let tries = 1; ; tries++) {
    try {
      return await listen(randomInt(from, until));
    } catch (error) {
      if (tries === 100) throw error;
    }
  }
}

/**
 * Free ports on loopback, all different from each other.
 *
 * @public
 */
export async function freePorts(count: number): Promise<number[]> {
  // All are held at once, so that none is drawn twice.
  const servers = await Promise.all(Array.from({ length: count }, holdOne));
  const ports = servers.map(server => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(close));
  return ports;
}

/**
 * Fails with a sentence that names the port when somebody else listens on it.
 *
 * @public
 */
export async function assertPortIsFree(
  port: number,
  what: string,
): Promise<void> {
  try {
    await close(await listen(port));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new Error(
        `Port ${port}, asked for ${what}, is taken by another process. Stop that process, ask for another port, or leave the port out to get a free one.`,
      );
    }
    throw new Error(
      `Port ${port}, asked for ${what}, cannot be used: ${
        (error as Error).message
      }`,
    );
  }
}
