import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../../../errors';

const EXAMPLE = '{container="web"} |= "timeout" | json | status >= 500';

/** @param at - from 0; people count from 1 */
export function refused(
  query: string,
  at: number,
  why: string,
  nextStep = `Write, for example, ${EXAMPLE}.`,
): ServiceManagerError {
  const near = shown(query.slice(at, at + 30));
  return new ServiceManagerError(
    400,
    errorCodes.invalidField,
    `query.logql ${why} at position ${at + 1}${near ? `: ${near}` : ''}.`,
    { field: 'query.logql', nextStep },
  );
}

/** Control and bidi characters as what they are. */
function shown(text: string): string {
  return text.replace(
    /[^\x20-\x7e]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
