import type { LogLevel } from '@vtasker/backstage-plugin-service-manager-common';
import { WORDS } from '../../../pure/level';
import { quote } from './selector';

/**
 * A stage that leaves out lines of other levels. Sound, because the level that
 * Loki detected is the level of a line, whatever the line says: only those are
 * left out whose detected level is known and not wanted.
 */
export function levelStage(
  levels: ReadonlySet<LogLevel> | undefined,
): string | undefined {
  if (!levels) return undefined;
  const others = Object.entries(WORDS)
    .filter(([, level]) => !levels.has(level))
    .map(([word]) => word);
  return others.length
    ? ` | detected_level!~${quote(others.join('|'))}`
    : undefined;
}
