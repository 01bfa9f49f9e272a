import { describeError } from '../../components';

/** A problem that the API found in one field, in words for beside it. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** The problem of an error that names a field; absent when it names none. */
export function toFieldProblem(
  error: Error | undefined,
): FieldProblem | undefined {
  if (!error) return undefined;
  const { field, message, nextStep } = describeError(error);
  if (!field) return undefined;
  return { field, message: nextStep ? `${message} ${nextStep}` : message };
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

/**
 * Props that make a field of @backstage/ui show a problem. `isInvalid` would
 * mark the field too, but hide the words.
 */
export function showProblem(message: string | undefined) {
  return {
    validationBehavior: 'aria' as const,
    validate: () => message ?? true,
  };
}
