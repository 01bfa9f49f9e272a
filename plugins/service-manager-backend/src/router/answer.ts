import { createHash } from 'crypto';
import type { Request, Response } from 'express';

/**
 * Sends JSON. To a GET whose caller holds this very answer already, 304 goes
 * out instead. `no-cache` lets a browser keep it, but not use it unasked.
 */
export function answer(req: Request, res: Response, value: unknown): void {
  const body = JSON.stringify(value);
  if (req.method === 'GET') {
    const digest = createHash('sha1').update(body).digest('base64url');
    res.setHeader('ETag', `W/"${digest}"`);
    res.setHeader('Cache-Control', 'private, no-cache');
    res.vary('Authorization');
    if (req.fresh) {
      res.status(304).end();
      return;
    }
  }
  res.status(200).type('application/json').send(body);
}
