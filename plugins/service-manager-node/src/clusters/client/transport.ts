import http from 'http';
import https from 'https';
import { createGunzip } from 'zlib';
import type { Readable } from 'stream';
import type { KubernetesRequest } from '../types';
import { abortError, timeoutError } from './failures';

/**
 * How a cluster is reached; the secrets live here and nowhere else.
 *
 * @public
 */
export interface Connection {
  agent: http.Agent;
  headers: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Readable;
}

export interface SendOptions {
  cluster: string;
  url: URL;
  method: KubernetesRequest['method'];
  headers: Record<string, string | string[]>;
  connection: Connection;
  body?: string;
  connectTimeoutMs: number;
  signal: AbortSignal;
}

/**
 * Sends one request and resolves as soon as the headers of the answer are
 * there. Plain node:http, because the streamed answers need the socket: a
 * time-out for the connection alone, and keep-alive probes on quiet watches.
 */
export function send(options: SendOptions): Promise<Answer> {
  const { cluster, url, connection, signal, connectTimeoutMs } = options;
  return new Promise<Answer>((resolve, reject) => {
    if (signal.aborted) {
      reject(abortError(cluster));
      return;
    }
    const request = (url.protocol === 'http:' ? http : https).request(url, {
      method: options.method,
      agent: connection.agent,
      headers: {
        Accept: 'application/json',
        'User-Agent': 'backstage-service-manager',
        // Bodies cross no network on loopback: packing them only costs time.
        ...(isLoopback(url.hostname) ? {} : { 'Accept-Encoding': 'gzip' }),
        ...connection.headers,
        ...options.headers,
        ...(options.body === undefined
          ? {}
          : { 'Content-Length': Buffer.byteLength(options.body) }),
      },
    });

    // Not by the option of the same name: that destroys the socket with an
    // error, and a socket that goes back to the agent at that very moment has
    // nobody who listens to errors, which ends the process.
    let stop = () => {
      request.destroy(abortError(cluster));
    };
    const onAbort = () => stop();
    signal.addEventListener('abort', onAbort, { once: true });
    request.on('close', () => signal.removeEventListener('abort', onAbort));

    let connectTimer: NodeJS.Timeout | undefined;
    request.on('socket', socket => {
      // A connection that died without a word is noticed by these probes; a
      // quiet watch would otherwise wait for ever.
      socket.setKeepAlive(true, 15_000);
      if (!socket.connecting) {
        return;
      }
      connectTimer = setTimeout(
        () =>
          request.destroy(timeoutError(cluster, 'connect', connectTimeoutMs)),
        connectTimeoutMs,
      );
      socket.once(url.protocol === 'http:' ? 'connect' : 'secureConnect', () =>
        clearTimeout(connectTimer),
      );
    });
    request.on('response', response => {
      clearTimeout(connectTimer);
      let body: Readable = response;
      stop = () => {
        response.destroy();
        body.destroy();
      };
      // Errors are for whoever reads; one that comes after the last read would
      // otherwise be an uncaught exception.
      response.on('error', () => {});
      if (response.headers['content-encoding'] === 'gzip') {
        const gunzip = createGunzip();
        response.on('error', error => gunzip.destroy(error));
        gunzip.on('error', () => {});
        body = response.pipe(gunzip);
      }
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body,
      });
    });
    request.on('error', error => {
      clearTimeout(connectTimer);
      reject(signal.aborted ? abortError(cluster) : error);
    });
    request.end(options.body);
  });
}

export async function readText(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    hostname.startsWith('127.')
  );
}
