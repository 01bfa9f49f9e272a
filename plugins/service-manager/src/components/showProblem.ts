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
