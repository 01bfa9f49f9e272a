import { ServiceManagerError } from '../errors';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Opaque to clients: where a page of operations ended. */
export function encodeCursor(last: { createdAt: string; id: string }): string {
  return Buffer.from(`${last.createdAt} ${last.id}`).toString('base64url');
}

export function decodeCursor(cursor: string): {
  createdAt: string;
  id: string;
} {
  const [createdAt, id] = Buffer.from(cursor, 'base64url')
    .toString()
    .split(' ');
  if (!TIME.test(createdAt) || !id) {
    throw new ServiceManagerError(
      400,
      'INVALID_CURSOR',
      'The cursor is not one that this list gave out',
      { field: 'cursor', nextStep: 'Start again without a cursor.' },
    );
  }
  return { createdAt, id };
}
