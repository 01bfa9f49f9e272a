import { createHash } from 'crypto';
import type { Request, Response } from 'express';

/**
 * Sends JSON. To a GET whose caller holds this very answer already, 304 goes
 * out instead. `no-cache` lets a browser keep it, but not use it unasked.
 */
export function answer(req: Request, res: Response, value: unknown): void {
  const body = JSON.stringify(value);
  if (req.method === 'GET') {
    const etag = `W/"${createHash('sha1').update(body).digest('base64url')}"`;
    res.setHeader('ETag', etag);
    res.setHeader('Cache-Control', 'private, no-cache');
    // A portal whose front end has another origin could not read it otherwise.
    res.append('Access-Control-Expose-Headers', 'ETag');
    res.vary('Authorization');
    if (holds(req.get('If-None-Match'), etag)) {
      res.status(304).end();
      return;
    }
  }
  res.status(200).type('application/json').send(body);
}

/**
 * Express' own `req.fresh` is of no use: `fetch` adds `Cache-Control: no-cache`
 * to a request that revalidates by itself, and express takes that for a reload.
 */
function holds(ifNoneMatch: string | undefined, etag: string): boolean {
  if (!ifNoneMatch) return false;
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  return ifNoneMatch
    .split(',')
    .some(tag => tag.trim() === '*' || opaque(tag) === opaque(etag));
}
