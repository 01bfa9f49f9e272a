import { createServer } from 'net';

/**
 * Why a port on 127.0.0.1 cannot be listened on; undefined when it can.
 */
export async function portProblem(port: number): Promise<string | undefined> {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    return 'not a port number (1 to 65535)';
  }
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRINUSE' ? 'taken' : error.message),
    );
    server.listen(port, '127.0.0.1', () =>
      server.close(() => resolve(undefined)),
    );
  });
}
