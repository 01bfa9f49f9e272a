import type { Verb } from '@vtasker/backstage-plugin-service-manager-common';
import { describeError } from '../../components';
import { isForOne } from '../draft';

/** A problem that the API found in one field, in words for beside it. */
export interface FieldProblem {
  field: string;
  message: string;
}

const ownFields: Partial<Record<Verb, string>> = {
  stop: 'until',
  scale: 'replicas',
  rollback: 'revision',
  deploy: 'images',
};

/**
 * The problem of an error that names a field of a verb's form. Absent when it
 * names none or one that the form does not have (`precondition`, a field of
 * the cluster's object): such an error is shown whole.
 */
export function toFieldProblem(
  verb: Verb,
  error: Error | undefined,
): FieldProblem | undefined {
  if (!error) return undefined;
  const { field, message, nextStep } = describeError(error);
  if (!field) return undefined;
  const problem = {
    field,
    message: nextStep ? `${message} ${nextStep}` : message,
  };
  const shown = [
    'reason',
    isForOne(verb) ? 'workload' : 'workloads',
    ownFields[verb],
  ];
  return shown.some(name => name && isAbout(problem, name))
    ? problem
    : undefined;
}

/** Whether a problem is about a field or about something inside it. */
export function isAbout(problem: FieldProblem | undefined, field: string) {
  return (
    problem !== undefined &&
    (problem.field === field ||
      problem.field.startsWith(`${field}.`) ||
      problem.field.startsWith(`${field}[`))
  );
}
