/** The ways to say when a stopped service comes back. */
export type ComeBack = 'never' | '1h' | '4h' | 'tomorrow' | 'at';

const HOUR = 3_600_000;

/**
 * The moment that a choice stands for, ISO 8601; absent for "when someone
 * starts it" and for a moment that the person has yet to pick.
 */
export function toUntil(choice: ComeBack, now: Date): string | undefined {
  switch (choice) {
    case '1h':
      return new Date(now.getTime() + HOUR).toISOString();
    case '4h':
      return new Date(now.getTime() + 4 * HOUR).toISOString();
    case 'tomorrow':
      // Eight on the person's clock, also across a change to summer time.
      return new Date(
        now.getFullYear(),
        now.getMonth(),
        now.getDate() + 1,
        8,
      ).toISOString();
    default:
      return undefined;
  }
}
