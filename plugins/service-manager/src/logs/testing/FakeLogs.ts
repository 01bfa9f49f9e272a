import type {
  LogPage,
  LogRecord,
  LogSources,
  LogVolume,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { LogsApi, PageRequest } from '../session';

type StreamRequest = Parameters<LogsApi['stream']>[0];

/** A stream that a test writes into. */
export class FakeStream implements AsyncIterable<LogRecord> {
  readonly request: StreamRequest;
  readonly signal: AbortSignal;
  #records: LogRecord[] = [];
  #ended = false;
  #error: Error | undefined;
  #wake: () => void = () => {};

  constructor(request: StreamRequest, signal: AbortSignal) {
    this.request = request;
    this.signal = signal;
    signal.addEventListener('abort', () => this.end());
  }

  push(...records: LogRecord[]) {
    this.#records.push(...records);
    this.#wake();
  }

  /** Ends, or breaks with an error. */
  end(error?: Error) {
    this.#ended = true;
    this.#error = error;
    this.#wake();
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      while (this.#records.length > 0) yield this.#records.shift()!;
      if (this.#error) throw this.#error;
      if (this.#ended) return;
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
  }
}

export const emptyPage: LogPage = { source: 'pods', records: [], notices: [] };

/** What the backend answers about logs, as a test says. */
export class FakeLogs implements LogsApi {
  readonly streams: FakeStream[] = [];
  readonly pages: PageRequest[] = [];
  readonly volumes: Parameters<LogsApi['volume']>[0][] = [];
  readonly downloads: Parameters<LogsApi['download']>[0][] = [];
  onPage: (request: PageRequest) => LogPage | Promise<LogPage> = () =>
    emptyPage;
  onStream: (request: StreamRequest) => Error | undefined = () => undefined;
  onDownload: () => Promise<Response> = () => Promise.reject(new Error('none'));
  sourcesAnswer: LogSources = {
    source: 'pods',
    why: 'There is no Loki.',
    notices: [],
    pods: [
      {
        cluster: 'eu',
        name: 'web-1',
        running: true,
        containers: [{ name: 'web', restarts: 0, previous: false }],
      },
    ],
  };
  volumeAnswer: LogVolume = {
    source: 'pods',
    stepSeconds: 60,
    buckets: [],
    notices: [],
  };

  get last(): FakeStream {
    return this.streams[this.streams.length - 1];
  }

  sources = async () => this.sourcesAnswer;

  page = async (request: PageRequest) => {
    this.pages.push(request);
    return this.onPage(request);
  };

  volume = async (request: Parameters<LogsApi['volume']>[0]) => {
    this.volumes.push(request);
    return this.volumeAnswer;
  };

  stream = (request: StreamRequest, signal: AbortSignal) => {
    const stream = new FakeStream(request, signal);
    this.streams.push(stream);
    const refused = this.onStream(request);
    if (refused) stream.end(refused);
    return stream;
  };

  download = (request: Parameters<LogsApi['download']>[0]) => {
    this.downloads.push(request);
    return this.onDownload();
  };
}

/** An error as the typed client throws it. */
export function anAnswer(
  statusCode: number,
  error: { code: string; message: string; nextStep?: string; field?: string },
  retryAfterSeconds?: number,
): Error {
  return Object.assign(new Error(error.message), {
    statusCode,
    body: { error },
    response: { headers: { get: () => null } },
    retryAfterSeconds,
  });
}

export function aHeartbeat(
  overrides: Partial<Extract<LogRecord, { type: 'heartbeat' }>> = {},
): LogRecord {
  return {
    type: 'heartbeat',
    source: 'pods',
    at: new Date().toISOString(),
    followed: 1,
    ...overrides,
  };
}
