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
