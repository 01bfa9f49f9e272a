/* eslint-disable jest/no-export, jest/valid-title, jest/valid-describe-callback, jest/expect-expect, jest/no-disabled-tests --
   this file is not a test: it makes suites out of what it is given. */
import { available, PartName } from '../parts';

/**
 * For `beforeAll` of a suite that starts real parts. Milliseconds.
 *
 * @public
 */
export const START_TIMEOUT_MILLIS = 120_000;

function required(name: PartName): boolean {
  const names = (process.env.TESTBED_REQUIRED ?? '').split(',');
  return names.includes(name) || names.includes('all');
}

/**
 * `describe` for a suite that needs real parts. Where one is missing, the suite is skipped: its tests count as skipped,
 * its title names the part and the reason, and a line on standard error says the same.
 *
 * With `TESTBED_REQUIRED=kubernetes,postgres` (or `all`) a missing part is a failure instead.
 *
 * @public
 */
export function describeWith(
  needs: PartName | PartName[],
  title: string,
  body: () => void,
): void {
  const missing = [needs].flat().flatMap(name => {
    const state = available(name);
    return state.available ? [] : [{ name, reason: state.reason }];
  });
  if (missing.length === 0) {
    describe(title, body);
    return;
  }
  const why = missing.map(({ name, reason }) => `${name}: ${reason}`).join(' ');
  if (missing.some(({ name }) => required(name))) {
    describe(title, () => {
      it(`has the parts it needs (${why})`, () => {
        throw new Error(why);
      });
    });
    return;
  }
  process.stderr.write(`testbed: skipped "${title}": ${why}\n`);
  describe.skip(`${title} [skipped: ${why}]`, body);
}
