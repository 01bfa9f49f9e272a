import AxeBuilder from '@axe-core/playwright';
import { expect, Page } from '@playwright/test';

/** Nothing on the page that is serious to who reads it in another way. */
export async function expectNoSeriousFault(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    // The portal's own frame is not ours to mend.
    .exclude('nav')
    // What React Aria has just announced stays there for some seconds, also
    // when the control that it names is gone.
    .exclude('[data-live-announcer]')
    .analyze();
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({
      id,
      where: nodes.map(({ target, html }) => `${target.join(' ')}: ${html}`),
    }));
  expect(serious).toEqual([]);
}
