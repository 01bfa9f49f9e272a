import type { Page } from '@playwright/test';
import { waitFor } from '@internal/testbed';
import type { Row } from '../report';

/** Lines, as the tab tells of them. */
export interface Counted {
  held: number;
  came: number;
  missing: number;
}

/** Whether as many were told of as were written. */
export function countedRow(
  { came, missing }: Counted,
  produced: number,
  when = '',
): Row {
  const say = (value: number) => value.toLocaleString('en-US');
  return {
    what: `Lines shown + counted as missing = produced${when}`,
    value: `${say(came)} + ${say(missing)} = ${say(came + missing)} of ${say(
      produced,
    )}`,
    bound: 'equal',
    met: came + missing === produced,
  };
}

/** What the status line says of the lines. */
async function counted(page: Page): Promise<Counted> {
  const number = (text: string | undefined) =>
    Number((text ?? '0').replace(/\D/g, ''));
  const rows = page.getByText(/^Rows held: /);
  const gaps = await page.getByText(/^Missing: /).innerText();
  const [, held] = /held: ([\d,]+)/.exec(await rows.innerText()) ?? [];
  return {
    held: number(held),
    // Not the rows: places where lines are missing are rows too.
    came: Number(await rows.getAttribute('data-came')),
    missing: number(gaps),
  };
}

/** What the tab shows of the past, once all of it has come. */
export async function atRest(page: Page): Promise<Counted> {
  let last = await counted(page);
  let since = Date.now();
  await waitFor(
    'lines at rest',
    async () => {
      const now = await counted(page);
      if (now.came !== last.came) since = Date.now();
      last = now;
      return Date.now() - since > 2000;
    },
    { timeoutMillis: 30_000, intervalMillis: 250 },
  );
  return last;
}

/** Waits until the tab has told of as many lines as were written. */
export async function allCounted(
  page: Page,
  produced: number,
  past: Counted,
): Promise<Counted> {
  let last = past;
  await waitFor(
    `${produced} lines shown or counted`,
    async () => {
      const { held, came, missing } = await counted(page);
      last = {
        held,
        came: came - past.came,
        missing: missing - past.missing,
      };
      return last.came + last.missing >= produced;
    },
    { timeoutMillis: 60_000, intervalMillis: 250 },
  ).catch(() => {});
  return last;
}
