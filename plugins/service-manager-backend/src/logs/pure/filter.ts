import {
  errorCodes,
  LogLevel,
  logLevelSchema,
  LogLine,
} from '@vtasker/backstage-plugin-service-manager-common';
import { RE2JS, RE2JSSyntaxException } from 're2js';
import { ServiceManagerError } from '../../errors';
import { fieldsOf } from './fields';
import { LogQlQuery, parseLogQl } from './logql';

/** As the contract has them. */
export interface GivenFilters {
  text?: string;
  regex?: string;
  level?: string;
  pod?: string;
  container?: string;
  field?: string;
  previous?: 'true' | 'false';
  logql?: string;
}

export interface LogFilter {
  /** Absent: of all. */
  pods?: ReadonlySet<string>;
  containers?: ReadonlySet<string>;
  /** Absent: all. */
  levels?: ReadonlySet<LogLevel>;
  previous: boolean;
  /** LogQL of a person's own; it looks at more than the line. */
  query?: LogQlQuery;
  /** Whether what a line says decides: then each has to be looked at. */
  byText?: boolean;
  /** Whether every line passes, so that none has to be looked at. */
  all: boolean;
  /** Of a line that is masked already: what is hidden cannot be searched. */
  matches(line: LogLine): boolean;
}

const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const MAX_NAMES = 500;

/** @throws ServiceManagerError INVALID_FIELD */
export function createFilter(given: GivenFilters): LogFilter {
  const pods = names('query.pod', given.pod);
  const containers = names('query.container', given.container);
  const levels = levelsOf(given.level);
  const fields = fieldsWanted(given.field);
  const regex = given.regex ? compile(given.regex) : undefined;
  const query = given.logql ? parseLogQl(given.logql) : undefined;
  const text = given.text?.toLocaleLowerCase('en-US') || undefined;
  return {
    pods,
    containers,
    levels,
    previous: given.previous === 'true',
    query,
    byText: Boolean(fields || regex || text || (query && !query.selectorOnly)),
    all: !(pods || containers || levels || fields || regex || text || query),
    matches(line) {
      if (pods && !pods.has(line.pod)) return false;
      if (containers && !containers.has(line.container)) return false;
      if (levels && !levels.has(line.level)) return false;
      if (text && !line.text.toLocaleLowerCase('en-US').includes(text)) {
        return false;
      }
      if (regex && !regex.matcher(line.text).find()) return false;
      if (!fields) return true;
      const found = fieldsOf(line.text);
      return Boolean(
        found && fields.every(([name, value]) => found.get(name) === value),
      );
    },
  };
}

/** RE2: linear in the line, whatever the expression. */
function compile(regex: string): RE2JS {
  try {
    return RE2JS.compile(regex);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const part = error.getPattern() ?? '';
    const at = part ? regex.indexOf(part) : -1;
    throw invalid(
      'query.regex',
      `query.regex is not an RE2 expression: ${error.getDescription()}${
        at >= 0 ? ` at position ${at + 1}: ${part.slice(0, 50)}` : ''
      }.`,
      'Correct it there; RE2 knows no look-around and no back-references.',
    );
  }
}

function listOf(field: string, given: string | undefined) {
  const list = given
    ?.split(',')
    .map(name => name.trim())
    .filter(Boolean);
  if (list && list.length > MAX_NAMES) {
    throw invalid(
      field,
      `${field} has ${list.length} names.`,
      `Name at most ${MAX_NAMES}.`,
    );
  }
  return list?.length ? list : undefined;
}

function names(field: string, given: string | undefined) {
  const list = listOf(field, given);
  const wrong = list?.find(name => !NAME.test(name));
  if (wrong !== undefined) {
    // Control and bidi characters are shown as what they are.
    throw invalid(
      field,
      `${field} holds ${JSON.stringify(wrong.slice(0, 80)).replace(
        /[^\x20-\x7e]/g,
        character =>
          `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )}, which is not a name of Kubernetes.`,
      'Use small letters, digits, dashes and dots.',
    );
  }
  return list && new Set(list);
}

function levelsOf(given: string | undefined): Set<LogLevel> | undefined {
  const list = listOf('query.level', given);
  return (
    list &&
    new Set(
      list.map(name => {
        const level = logLevelSchema.safeParse(name);
        if (level.success) return level.data;
        throw invalid(
          'query.level',
          `query.level holds ${JSON.stringify(name.slice(0, 80))}.`,
          `Use some of ${logLevelSchema.options.join(', ')}.`,
        );
      }),
    )
  );
}

function fieldsWanted(
  given: string | undefined,
): Array<[string, string]> | undefined {
  if (!given) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(given);
  } catch {
    value = undefined;
  }
  const entries =
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value)
      : undefined;
  if (!entries || entries.some(([, one]) => typeof one === 'object')) {
    throw invalid(
      'query.field',
      'query.field is not a JSON object of texts.',
      'Send, for example, {"status":"500"}.',
    );
  }
  return entries.length
    ? entries.map(([name, one]) => [name, String(one)])
    : undefined;
}

function invalid(field: string, message: string, nextStep: string) {
  return new ServiceManagerError(400, errorCodes.invalidField, message, {
    field,
    nextStep,
  });
}
