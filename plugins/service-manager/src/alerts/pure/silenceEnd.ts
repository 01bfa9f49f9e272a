/** The ways to say how long an alert stays quiet. */
export type SilenceEnd = '1h' | '4h' | 'tomorrow' | 'at';

const HOUR = 3_600_000;
/** As the API bounds it. */
const MOST_DAYS = 30;

/** The moment that a choice stands for. */
export function toSilenceEnd(
  choice: Exclude<SilenceEnd, 'at'>,
  now: Date,
): Date {
  switch (choice) {
    case '1h':
      return new Date(now.getTime() + HOUR);
    case '4h':
      return new Date(now.getTime() + 4 * HOUR);
    default:
      // Eight on the person's clock, also across a change to summer time.
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8);
  }
}

/** Why a silence cannot end then; absent: it can. */
export function endProblem(
  end: string | undefined,
  now: Date,
): string | undefined {
  if (end === undefined) return 'Choose a day and a time.';
  const at = new Date(end).getTime();
  if (Number.isNaN(at)) return 'Choose a day and a time.';
  if (at <= now.getTime()) return 'This has passed. Choose a later time.';
  if (at > now.getTime() + MOST_DAYS * 24 * HOUR) {
    return `A silence lasts ${MOST_DAYS} days at most. Choose an earlier time, or change the rule.`;
  }
  return undefined;
}
