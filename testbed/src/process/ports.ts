import { createServer, Server } from 'node:net';

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

/**
 * Free ports on loopback, all different from each other.
 *
 * @public
 */
export async function freePorts(count: number): Promise<number[]> {
  // All are held at once, so that the system cannot give out one twice.
  const servers = await Promise.all(
    Array.from({ length: count }, () => listen(0)),
  );
  const ports = servers.map(server => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  });
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
