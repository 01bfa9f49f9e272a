/** `1 pod`, `3 pods`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** `12 s`, `3 min`, `4 h`, `2 d`: coarse, for sentences. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}

/** One line of at most so many characters, without a final full stop. */
export function oneLine(text: string | undefined, limit = 300): string {
  const line = (text ?? '').replace(/\s+/g, ' ').trim();
  const short = line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
  return short.replace(/\.$/, '');
}

/** The first letter as a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `a`, `a and b`, `a, b and c`; the rest as a number. */
export function list(items: string[], limit = 3): string {
  const unique = [...new Set(items)];
  if (unique.length > limit) {
    return `${unique.slice(0, limit).join(', ')} and ${
      unique.length - limit
    } more`;
  }
  if (unique.length < 2) return unique.join('');
  return `${unique.slice(0, -1).join(', ')} and ${unique[unique.length - 1]}`;
}
