import type { LogLevel } from '@vtasker/backstage-plugin-service-manager-common';
import { fieldsOf } from './fields';

const KEYS = ['level', 'severity', 'lvl', 'log.level', 'loglevel', 'levelname'];

/** What programs call their levels. */
export const WORDS: Readonly<Record<string, LogLevel>> = {
  fatal: 'fatal',
  panic: 'fatal',
  critical: 'fatal',
  crit: 'fatal',
  emergency: 'fatal',
  emerg: 'fatal',
  alert: 'fatal',
  error: 'error',
  err: 'error',
  severe: 'error',
  warning: 'warn',
  warn: 'warn',
  notice: 'info',
  information: 'info',
  info: 'info',
  config: 'info',
  debug: 'debug',
  dbug: 'debug',
  dbg: 'debug',
  fine: 'debug',
  verbose: 'debug',
  trace: 'trace',
  finer: 'trace',
  finest: 'trace',
};

/** As klog writes it: `E0301 12:00:00.000000 1 main.go:1] ...`. */
const KLOG: Record<string, LogLevel> = {
  I: 'info',
  W: 'warn',
  E: 'error',
  F: 'fatal',
};

/** A time, a thread in brackets or a name between dashes may come before. */
const LEADING =
  /^\s*(?:\[?\d[\d\-:T.,Z+/ ]{4,34}\]?\s*)?(?:\[[^\]\s]{1,60}\]\s+(?=[[A-Z<]))?(?:-\s[^\s]{1,80}\s-\s)?[[(<]?\s?([A-Za-z]{3,11})(?=$|[\s\]):>,|-])/;

/**
 * The level that a line itself tells: a key of JSON or logfmt, or its leading
 * word. Which of the two outputs it came from says nothing: many programs
 * write everything to stderr.
 */
export function levelOf(text: string): LogLevel {
  const fields = fieldsOf(text);
  if (fields) {
    for (const key of KEYS) {
      const level = ofValue(fields.get(key));
      if (level) return level;
    }
    for (const [key, value] of fields) {
      const level =
        KEYS.includes(key.toLocaleLowerCase('en-US')) && ofValue(value);
      if (level) return level;
    }
  }
  const begin = text.slice(0, 200);
  const klog = /^([IWEF])\d{4}\s/.exec(begin);
  if (klog) return KLOG[klog[1]];
  const word = LEADING.exec(begin)?.[1];
  return ofWord(word) ?? 'unknown';
}

/** The level that a word names, as in `WARNING` or `err`. */
export function ofWord(word: string | undefined): LogLevel | undefined {
  const known = word?.toLocaleLowerCase('en-US');
  return known !== undefined && Object.hasOwn(WORDS, known)
    ? WORDS[known]
    : undefined;
}

function ofValue(value: string | undefined): LogLevel | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) return ofWord(value);
  // Levels as numbers: 10 trace, 20 debug, 30 info, 40 warn, 50 error.
  const steps: LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];
  const number = Number(value);
  if (number < 10) return undefined;
  return steps[Math.floor(number / 10) - 1] ?? 'fatal';
}
