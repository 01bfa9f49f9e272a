import {
  AlertRuleDefinition,
  errorCodes,
} from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../errors';

const LONGEST_DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/**
 * The end of a silence.
 *
 * @throws ServiceManagerError that names `until`
 */
export function readUntil(until: string, now: Date): Date {
  const time = ISO.test(until) ? Date.parse(until) : NaN;
  if (Number.isNaN(time)) {
    throw new ServiceManagerError(
      400,
      errorCodes.invalidField,
      'until is not a time.',
      {
        field: 'until',
        nextStep: 'Use ISO 8601 with a time zone, as in 2026-01-31T18:00:00Z.',
      },
    );
  }
  if (time <= now.getTime()) {
    throw new ServiceManagerError(
      422,
      errorCodes.untilInPast,
      `A silence until ${until} would be over before it began.`,
      { field: 'until', nextStep: 'Choose a time in the future.' },
    );
  }
  if (time > now.getTime() + LONGEST_DAYS * DAY_MS) {
    throw new ServiceManagerError(
      422,
      errorCodes.invalidField,
      `A silence lasts at most ${LONGEST_DAYS} days.`,
      {
        field: 'until',
        nextStep: `Choose a time before ${new Date(
          now.getTime() + LONGEST_DAYS * DAY_MS,
        ).toISOString()}; what never matters is a rule to change.`,
      },
    );
  }
  return new Date(time);
}

/** @throws ServiceManagerError that names the field of the definition */
export function checkDefinition(definition: AlertRuleDefinition): void {
  const refuse = (field: string, message: string, nextStep: string) => {
    throw new ServiceManagerError(422, errorCodes.invalidField, message, {
      field: `definition.${field}`,
      nextStep,
    });
  };
  if (definition.kind === 'metric') {
    const { above, below } = definition;
    if (above === undefined && below === undefined) {
      refuse(
        'above',
        'The rule has no threshold.',
        'Set above, below or both.',
      );
    }
    if (above !== undefined && below !== undefined && below >= above) {
      refuse(
        'below',
        `Every value is below ${below} or above ${above}.`,
        'Choose a value for below that is less than above.',
      );
    }
  }
  if (definition.kind === 'restart-loop' && definition.windowSeconds < 60) {
    refuse(
      'windowSeconds',
      'The window is shorter than a minute.',
      'Use at least 60.',
    );
  }
}

export function ruleNotFound(id: string): ServiceManagerError {
  return new ServiceManagerError(
    404,
    errorCodes.ruleNotFound,
    `The service has no rule ${id}.`,
    { field: 'id', nextStep: 'Take the id from the list of its alerts.' },
  );
}

export function alertNotFound(): ServiceManagerError {
  return new ServiceManagerError(
    404,
    errorCodes.alertNotFound,
    'The service has no such alert now; perhaps it is over.',
    { field: 'alertId', nextStep: 'Look at the alerts again.' },
  );
}

export function silenceNotFound(): ServiceManagerError {
  return new ServiceManagerError(
    404,
    errorCodes.silenceNotFound,
    'The service has no such silence now; perhaps it is over.',
    { field: 'silenceId', nextStep: 'Look at the alerts again.' },
  );
}

export function removalNotFound(): ServiceManagerError {
  return new ServiceManagerError(
    404,
    errorCodes.removalNotFound,
    'This can no longer be put back; perhaps somebody has already.',
    { field: 'id', nextStep: 'Look at the alerts again.' },
  );
}

export function tooManyRules(most: number): ServiceManagerError {
  return new ServiceManagerError(
    422,
    errorCodes.invalidField,
    `A service has at most ${most} rules of its own.`,
    { field: 'definition', nextStep: 'Change or remove one of them.' },
  );
}

export function otherKind(
  given: string,
  kind: AlertRuleDefinition['kind'],
): ServiceManagerError {
  return new ServiceManagerError(
    422,
    errorCodes.invalidField,
    `The rule is of the kind ${kind}, not ${given}.`,
    {
      field: 'definition.kind',
      nextStep: 'Add another rule instead, and disable this one.',
    },
  );
}
