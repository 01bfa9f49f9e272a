import type {
  LogGap,
  LogLine,
} from '@vtasker/backstage-plugin-service-manager-common';
import { comparePositions, Position } from '../../pure/position';
import type { LokiEntry } from './entries';

/** A line, or the place where lines are missing. */
export type Item = LokiEntry | LogGap;

export function isEntry(item: Item): item is LokiEntry {
  return 'position' in item;
}

export function linesFrom(items: Item[], floor: bigint): number {
  return items.filter(item => isEntry(item) && item.position.ns >= floor)
    .length;
}

export function nsOf(item: Item): bigint {
  return isEntry(item) ? item.position.ns : BigInt(item.from);
}

/** A gap stands behind the lines of its nanosecond. */
export function placeOf(item: Item): Position {
  return isEntry(item)
    ? item.position
    : { ns: BigInt(item.from), stream: '~', ordinal: 0 };
}

export function inOrder(items: Item[]): Item[] {
  return items.sort((one, other) =>
    comparePositions(placeOf(one), placeOf(other)),
  );
}

export function isAfter(item: Item, position: Position): boolean {
  return comparePositions(placeOf(item), position) > 0;
}

export function isNotBefore(item: Item, position: Position): boolean {
  return comparePositions(placeOf(item), position) >= 0;
}

export function recordOf(item: Item): LogLine | LogGap {
  return isEntry(item) ? item.line : item;
}
