import { once } from 'events';
import type {
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { LogRecord } from '@vtasker/backstage-plugin-service-manager-common';
import type { Request, Response } from 'express';
import { ServiceManagerError } from '../errors';
import type { OpenedLog, StreamServices } from '../services';
import { closing } from './closing';
import type { OpenStreams } from './OpenStreams';
import { parseStreamInput } from './parse';

interface DoorOptions {
  httpAuth: HttpAuthService;
  streams: StreamServices;
  open: OpenStreams;
}

const HEARTBEAT_MS = 15_000;
/** Every so many heartbeats the right to read is looked at again. */
const CHECK_EVERY = 4;
/** A stream is opened anew after this, with a token that is fresh. */
const LONGEST_MS = 50 * 60_000;

function begin(res: Response, type: string): void {
  res.status(200).set({
    'Content-Type': type,
    // `no-transform`: a middleware that packs answers would hold lines back.
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
    'X-Content-Type-Options': 'nosniff',
  });
  res.flushHeaders();
}

/** Writes, and waits while the other side takes nothing. */
async function write(
  res: Response,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  if (res.destroyed || res.writableEnded || res.write(text)) return;
  await once(res, 'drain', { signal }).catch(() => {});
}

/** The live log: NDJSON of records, a heartbeat at least every 15 s. */
export function streamDoor({ httpAuth, streams, open }: DoorOptions) {
  return async (req: Request, res: Response): Promise<void> => {
    const credentials = await httpAuth.credentials(req);
    open.enter(credentials, res);
    const input = parseStreamInput('streamLogs', req);
    const opened = await streams.streamLogs({
      credentials,
      input,
      request: req,
    });
    const signal = closing(res);
    if (res.destroyed) {
      opened.log.close();
      return;
    }
    begin(res, 'application/x-ndjson; charset=utf-8');
    const stopBeating = heartbeats(res, opened, credentials);
    signal.addEventListener('abort', () => opened.log.close());
    try {
      for (;;) {
        const records = await opened.log.next();
        if (!records || res.writableEnded) break;
        await write(res, ndjson(records), signal);
      }
    } finally {
      stopBeating();
      opened.log.close();
      if (!res.writableEnded) res.end();
    }
  };
}

function heartbeats(
  res: Response,
  { log, source, check }: OpenedLog,
  credentials: BackstageCredentials,
): () => void {
  let beats = 0;
  const last = (record: LogRecord) => {
    if (!res.writableEnded) res.end(ndjson([record]));
    log.close();
  };
  const beat = () => {
    const record: LogRecord = {
      type: 'heartbeat',
      source,
      at: new Date().toISOString(),
      followed: log.followed(),
    };
    // One that takes nothing would only pile them up.
    if (!res.writableNeedDrain && !res.writableEnded) {
      res.write(ndjson([record]));
    }
    if (++beats % CHECK_EVERY !== 0) return;
    check().catch(error => {
      if (!(error instanceof ServiceManagerError)) return;
      const { code, message, nextStep } = error;
      last({ type: 'error', code, message, nextStep });
    });
  };
  beat();
  const timer = setInterval(beat, HEARTBEAT_MS);
  const expires = credentials.expiresAt
    ? credentials.expiresAt.getTime() - Date.now() - 5_000
    : LONGEST_MS;
  const ending = setTimeout(
    () => last({ type: 'reauth' }),
    Math.max(1_000, Math.min(expires, LONGEST_MS)),
  );
  return () => {
    clearInterval(timer);
    clearTimeout(ending);
  };
}

/** All lines of a range, as fast as they are taken. */
export function downloadDoor({ httpAuth, streams, open }: DoorOptions) {
  return async (req: Request, res: Response): Promise<void> => {
    const credentials = await httpAuth.credentials(req);
    open.enter(credentials, res);
    const { format, fileName, read } = await streams.downloadLogs({
      credentials,
      input: parseStreamInput('downloadLogs', req),
      request: req,
    });
    const signal = closing(res);
    const records = read(signal);
    // What fails at once is still answered as an error.
    let next = await records.next();
    res.attachment(fileName);
    begin(
      res,
      format === 'text'
        ? 'text/plain; charset=utf-8'
        : 'application/x-ndjson; charset=utf-8',
    );
    const asText =
      format === 'text' ? textOf : (record: LogRecord) => ndjson([record]);
    try {
      let batch = '';
      for (; !next.done && !signal.aborted; next = await records.next()) {
        batch += asText(next.value);
        if (batch.length < 65_536) continue;
        await write(res, batch, signal);
        batch = '';
      }
      res.end(batch);
    } catch {
      // Half a file must not look like a whole one.
      res.destroy();
    } finally {
      await records.return();
    }
  };
}

function ndjson(records: LogRecord[]): string {
  return records.map(record => `${JSON.stringify(record)}\n`).join('');
}

function textOf(record: LogRecord): string {
  if (record.type === 'line') {
    const ms = Number(BigInt(record.ns) / 1_000_000n);
    const at = new Date(ms).toISOString();
    const cut = record.cut ? ` [${record.cut} more characters]` : '';
    return `${at} ${record.pod} ${record.container} ${record.text}${cut}\n`;
  }
  return 'message' in record ? `--- ${record.message}\n` : '';
}
