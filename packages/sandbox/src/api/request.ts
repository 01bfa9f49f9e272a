import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseYaml } from 'yaml';
import { badRequest, StatusError } from '../registry';

/** A request taken apart; what every handler gets. */
export interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  contentType: string;
  accept: string;
  body: Buffer;
  /** `fieldManager`, else the first word of the user agent. */
  manager: string;
  dryRun: boolean;
  raw: IncomingMessage;
  response: ServerResponse;
}

const LIMIT = 3 * 1024 * 1024;

async function readBody(raw: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of raw) {
    size += part.length;
    if (size > LIMIT) {
      throw new StatusError(
        413,
        'RequestEntityTooLarge',
        `Request entity too large: limit is ${LIMIT}`,
      );
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export async function readRequest(
  raw: IncomingMessage,
  response: ServerResponse,
): Promise<ApiRequest> {
  const url = new URL(raw.url ?? '/', 'http://sandbox');
  const dryRun = url.searchParams.get('dryRun');
  if (dryRun && dryRun !== 'All') {
    throw badRequest(
      `Invalid value: "${dryRun}": Unsupported value: supported values: "All"`,
    );
  }
  const agent = (raw.headers['user-agent'] ?? 'unknown').split('/')[0];
  return {
    method: raw.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    contentType: (raw.headers['content-type'] ?? 'application/json')
      .split(';')[0]
      .trim(),
    accept: raw.headers.accept ?? '',
    body: await readBody(raw),
    manager: url.searchParams.get('fieldManager') || agent,
    dryRun: dryRun === 'All',
    raw,
    response,
  };
}

export function jsonBody(request: ApiRequest): any {
  const text = request.body.toString('utf8');
  try {
    return /yaml/.test(request.contentType)
      ? parseYaml(text)
      : JSON.parse(text);
  } catch (e) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${
        request.contentType
      }): ${(e as Error).message}`,
    );
  }
}

export function sendJson(request: ApiRequest, code: number, body: unknown) {
  const pretty = request.query.get('pretty') === 'true' ? 2 : undefined;
  const data = Buffer.from(JSON.stringify(body, undefined, pretty));
  request.response.writeHead(code, {
    'content-type': 'application/json',
    'content-length': data.length,
  });
  request.response.end(data);
}
