import type { Response } from 'express';

/** Aborted when the caller goes before the answer has ended. */
export function closing(res: Response): AbortSignal {
  const closed = new AbortController();
  const close = () => {
    if (!res.writableFinished) closed.abort();
  };
  if (res.destroyed) close();
  else res.on('close', close);
  return closed.signal;
}
