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

/** A moment as a `datetime-local` field writes it, to the minute. */
export function toLocal(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const year = String(at.getFullYear()).padStart(4, '0');
  const day = [year, two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The moment that a `datetime-local` field stands for, ISO 8601. */
export function fromLocal(text: string): string | undefined {
  if (text === '') return undefined;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
