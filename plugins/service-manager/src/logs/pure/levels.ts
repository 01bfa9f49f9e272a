import type { LogLevel } from '@vtasker/backstage-plugin-service-manager-common';

// Not taken from the schema: that would bring its library onto the page.
const order: Record<LogLevel, number> = {
  fatal: 0,
  error: 1,
  warn: 2,
  info: 3,
  debug: 4,
  trace: 5,
  unknown: 6,
};

/** From the worst to the least. */
export const levels = Object.keys(order) as readonly LogLevel[];

export function isLevel(value: string): value is LogLevel {
  return Object.hasOwn(order, value);
}
