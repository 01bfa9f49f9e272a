import { Upstream } from './types';
import { UpstreamError } from './UpstreamError';

/** More than this of an answer is not a page for people any more. */
const LARGEST_ANSWER = 64 * 1024 * 1024;
const WORDS = 300;

/** A list is sent as one parameter an item. */
export type UpstreamParameters = Record<string, string | string[] | undefined>;

export interface UpstreamRequest {
  method?: 'GET' | 'POST' | 'DELETE';
  /** Below the upstream's address, with a slash at the beginning. */
  path: string;
  query?: UpstreamParameters;
  /** Sent as a form, so that a long query meets no limit on addresses. */
  form?: UpstreamParameters;
  json?: unknown;
  signal?: AbortSignal;
}

/**
 * Asks an upstream over HTTP: a deadline, the configured credentials, and one
 * kind of error for everything that can go wrong. Knows no query language.
 */
export class UpstreamClient {
  constructor(readonly upstream: Upstream) {}

  /** @throws UpstreamError */
  async json(request: UpstreamRequest): Promise<unknown> {
    const { name } = this.upstream;
    const response = await this.send(request);
    const text = await this.text(response, request.signal);
    if (!response.ok) throw failure(this.upstream, response, text);
    if (text === '') return undefined;
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new UpstreamError(
        'not-it',
        `What answers for ${name} is not ${title(this.upstream)}: it sent ${
          looksLikeHtml(text) ? 'a web page' : 'something other than JSON'
        }.`,
        { status: response.status, cause },
      );
    }
  }

  private async send(request: UpstreamRequest): Promise<Response> {
    const { url, headers, timeoutMs, name } = this.upstream;
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = request.signal
      ? AbortSignal.any([request.signal, deadline])
      : deadline;
    const address = new URL(url + request.path);
    address.search = parameters(request.query).toString();
    try {
      return await fetch(address, {
        method: request.method ?? (request.form ? 'POST' : 'GET'),
        headers: {
          ...headers,
          Accept: 'application/json',
          ...(request.json === undefined
            ? {}
            : { 'Content-Type': 'application/json' }),
        },
        body:
          request.json === undefined
            ? request.form && parameters(request.form)
            : JSON.stringify(request.json),
        // A login page is not an answer.
        redirect: 'manual',
        signal,
      });
    } catch (cause) {
      throw broken(name, timeoutMs, request.signal, deadline, cause);
    }
  }

  private async text(
    response: Response,
    given: AbortSignal | undefined,
  ): Promise<string> {
    const { name } = this.upstream;
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of response.body ?? []) {
        size += chunk.byteLength;
        if (size > LARGEST_ANSWER) {
          throw new UpstreamError(
            'too-much',
            `${name} answered with more than ${
              LARGEST_ANSWER / 1024 / 1024
            } MiB.`,
          );
        }
        chunks.push(chunk);
      }
    } catch (cause) {
      if (cause instanceof UpstreamError || given?.aborted) throw cause;
      if ((cause as Error).name === 'TimeoutError') {
        throw new UpstreamError(
          'timeout',
          `${name} did not finish its answer in time.`,
          { cause },
        );
      }
      throw new UpstreamError(
        'unreachable',
        `The answer of ${name} was cut off.`,
        { cause },
      );
    }
    return new TextDecoder().decode(Buffer.concat(chunks));
  }
}

function parameters(given: UpstreamParameters = {}) {
  const result = new URLSearchParams();
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    for (const one of [value].flat()) result.append(key, one);
  }
  return result;
}

function broken(
  name: string,
  timeoutMs: number,
  given: AbortSignal | undefined,
  deadline: AbortSignal,
  cause: unknown,
): unknown {
  if (given?.aborted) return cause;
  if (deadline.aborted) {
    return new UpstreamError(
      'timeout',
      `${name} has not answered within ${timeoutMs / 1000} s.`,
      { cause },
    );
  }
  const code = ((cause as Error).cause as { code?: string } | undefined)?.code;
  return new UpstreamError(
    'unreachable',
    `${name} cannot be reached${code ? ` (${code})` : ''}.`,
    { cause },
  );
}

function failure(
  upstream: Upstream,
  response: Response,
  text: string,
): UpstreamError {
  const { name } = upstream;
  const { status } = response;
  const said = wordsOf(text);
  const words = said ? `: ${said}` : '.';
  const options = { status, retryAfterMs: retryAfter(response) };
  switch (status) {
    case 400:
    case 422:
      return new UpstreamError(
        /limit|exceed|too (large|many|long)/i.test(said)
          ? 'too-much'
          : 'bad-query',
        `${name} refused the query${words}`,
        options,
      );
    case 401:
    case 403:
      return new UpstreamError(
        'refused',
        `${name} refused the credentials of the configuration (${status}).`,
        options,
      );
    case 404:
    case 405:
      return new UpstreamError(
        'absent',
        `${name} does not serve this (${status}).`,
        options,
      );
    case 413:
      return new UpstreamError(
        'too-much',
        `What was asked of ${name} is too large${words}`,
        options,
      );
    case 429:
      return new UpstreamError(
        'busy',
        `${name} has too many requests now${words}`,
        options,
      );
    case 499:
    case 503:
    case 504:
      return new UpstreamError(
        'timeout',
        `${name} gave up on the query (${status})${words}`,
        options,
      );
    default:
      return status >= 500
        ? new UpstreamError(
            'busy',
            `${name} failed (${status})${words}`,
            options,
          )
        : new UpstreamError(
            'not-it',
            `What answers for ${name} is not ${title(
              upstream,
            )}: it sent status ${status}.`,
            options,
          );
  }
}

/** Loki says what is wrong as plain text, Prometheus as JSON, a proxy as HTML. */
function wordsOf(text: string): string {
  let said = text;
  try {
    const parsed = JSON.parse(text);
    said = String(parsed.error ?? parsed.message ?? parsed);
  } catch {
    if (looksLikeHtml(text)) return '';
  }
  return said.replace(/\s+/g, ' ').trim().slice(0, WORDS);
}

function looksLikeHtml(text: string): boolean {
  return /^\s*<(!doctype|html|head|body)/i.test(text);
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

function title({ kind }: Upstream): string {
  return {
    loki: 'Loki',
    prometheus: 'Prometheus',
    alertmanager: 'Alertmanager',
  }[kind];
}
