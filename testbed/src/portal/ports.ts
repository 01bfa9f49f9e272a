import { createServer } from 'net';

/**
 * Why a port cannot be listened on under the name localhost, be that IPv4 or
 * IPv6; undefined when it can.
 */
export async function portProblem(port: number): Promise<string | undefined> {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    return 'not a port number (1 to 65535)';
  }
  return (await problemOn(port, '127.0.0.1')) ?? (await problemOn(port, '::1'));
}

function problemOn(port: number, host: string): Promise<string | undefined> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      // A machine without IPv6 has nobody there either.
      const absent = code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
      const problem = code === 'EADDRINUSE' ? 'taken' : message;
      resolve(absent ? undefined : problem);
    });
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
