import { createHash } from 'crypto';
import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../../errors';

/**
 * The place of a line among all lines of a service. `ordinal` tells the lines
 * of the stream with the very same nanosecond apart, before any filter: pods
 * count them from 0; Loki gives them in any order, so there it is made of what
 * the line says.
 */
export interface Position {
  ns: bigint;
  /** One instance of a container, see `streamKey`. */
  stream: string;
  ordinal: number;
}

/** Before every line of its nanosecond. */
export function beginOf(ns: bigint): Position {
  return { ns, stream: '', ordinal: 0 };
}

export function comparePositions(one: Position, other: Position): number {
  if (one.ns !== other.ns) return one.ns < other.ns ? -1 : 1;
  if (one.stream !== other.stream) return one.stream < other.stream ? -1 : 1;
  return one.ordinal - other.ordinal;
}

/** Names one instance of a container: a restarted one is another stream. */
export function streamKey(of: {
  cluster: string;
  uid: string;
  container: string;
  instance: number;
}): string {
  return digest(
    [of.cluster, of.uid, of.container, String(of.instance)].join('\n'),
    10,
  );
}

/** Opaque to clients, and of no use for another entity. */
export function encodeCursor(entityRef: string, at: Position): string {
  return Buffer.from(
    `${digest(entityRef, 8)}.${at.ns}.${at.stream}.${at.ordinal}`,
  ).toString('base64url');
}

const CURSOR = /^([\w-]{8})\.(\d{1,20})\.([\w-]*)\.(\d{1,15})$/;

/** @throws ServiceManagerError INVALID_CURSOR */
export function decodeCursor(
  entityRef: string,
  field: 'query.before' | 'query.after',
  cursor: string,
): Position {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const match = CURSOR.exec(text);
  if (!match || match[1] !== digest(entityRef, 8)) {
    throw new ServiceManagerError(
      400,
      errorCodes.invalidCursor,
      `${field} is not a cursor of the log of ${entityRef}.`,
      {
        field,
        nextStep: 'Use the cursor of a line of this service, or leave it out.',
      },
    );
  }
  return { ns: BigInt(match[2]), stream: match[3], ordinal: Number(match[4]) };
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, length);
}
