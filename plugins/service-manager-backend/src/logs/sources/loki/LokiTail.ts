import WebSocket from 'ws';
import { LokiClient, LokiStream, streamOf } from './LokiClient';

/** Why a tail is over. */
export interface TailEnd {
  /** Loki has no place for another one: ask again, later. */
  noSlot: boolean;
  message: string;
}

export interface TailListener {
  onOpen(): void;
  /** @param dropped - lines that Loki says it left out */
  onStreams(streams: LokiStream[], dropped: number): void;
  /** Once, also for one that never opened. */
  onEnd(end: TailEnd): void;
}

const LARGEST_MESSAGE = 64 * 1024 * 1024;
const PING_MS = 20_000;
const NO_SLOT = /max concurrent tail|too many (outstanding )?requests/i;

/**
 * One tail. Loki's is best effort: it leaves lines out when it is too quick,
 * ends after an hour, and knows nothing of lines that came while it opened. Who
 * uses it reads again what it should have told.
 */
export class LokiTail {
  readonly #socket: WebSocket;
  readonly #listener: TailListener;
  #ended = false;
  #pinging: NodeJS.Timeout | undefined;

  constructor(
    client: LokiClient,
    query: { selector: string; start: bigint },
    listener: TailListener,
  ) {
    this.#listener = listener;
    this.#socket = new WebSocket(client.tailUrl(query.selector, query.start), {
      headers: client.headers,
      handshakeTimeout: Math.min(client.upstream.timeoutMs, 10_000),
      maxPayload: LARGEST_MESSAGE,
      followRedirects: false,
    });
    this.#socket.on('open', () => this.#opened());
    this.#socket.on('message', data => this.#message(String(data)));
    this.#socket.on('unexpected-response', (_, response) => {
      const { statusCode = 0 } = response;
      response.resume();
      this.#end(`it answered ${statusCode}`, statusCode === 429);
      this.#socket.terminate();
    });
    this.#socket.on('error', error => this.#end(error.message, false));
    this.#socket.on('close', (_, reason) => {
      const words = String(reason);
      this.#end(words || 'it was cut off', NO_SLOT.test(words));
    });
  }

  close(): void {
    this.#ended = true;
    clearInterval(this.#pinging);
    // One that is not open yet tells so by an error, which nobody needs.
    this.#socket.on('error', () => {});
    this.#socket.terminate();
  }

  #opened(): void {
    if (this.#ended) return;
    let answered = true;
    this.#socket.on('pong', () => {
      answered = true;
    });
    this.#pinging = setInterval(() => {
      if (answered) {
        answered = false;
        this.#socket.ping();
      } else {
        this.#end('it does not answer any more', false);
        this.#socket.terminate();
      }
    }, PING_MS);
    this.#listener.onOpen();
  }

  #message(data: string): void {
    if (this.#ended) return;
    let streams: LokiStream[];
    let dropped = 0;
    try {
      const message = JSON.parse(data);
      streams = (message.streams ?? []).map(streamOf);
      dropped = message.dropped_entries?.length ?? 0;
    } catch {
      this.#end('it sent something that is not of a tail', false);
      this.#socket.terminate();
      return;
    }
    this.#listener.onStreams(streams, dropped);
  }

  #end(message: string, noSlot: boolean): void {
    clearInterval(this.#pinging);
    if (this.#ended) return;
    this.#ended = true;
    this.#listener.onEnd({ message, noSlot });
  }
}
