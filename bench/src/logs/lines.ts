/** The text of a line as services write them; its number stands at its end. */
export function textOf(n: number): string {
  const level = n % 50 === 0 ? 'error' : 'info';
  const duration = 2 + (n % 777);
  const trace = (n * 7919).toString(16);
  return `level=${level} msg="request" path=/api/v1/items status=200 duration_ms=${duration} trace=${trace} user=someone@example.org agent="Mozilla/5.0 (X11; Linux x86_64)" region=eu-central-1 n=${n}`;
}
