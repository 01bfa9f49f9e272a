import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contrast } from '../__testUtils__/contrast';

const css = readFileSync(join(__dirname, 'legible.module.css'), 'utf8');

it('what is wrong with a field is legible in both themes', () => {
  const [light, dark] = [...css.matchAll(/--bui-fg-danger: (#\w{6})/g)].map(
    ([, color]) => color,
  );
  for (const ground of ['#ffffff', '#f7f7f7']) {
    expect(contrast(light, ground)).toBeGreaterThanOrEqual(4.5);
  }
  for (const ground of ['#333333', '#424141']) {
    expect(contrast(dark, ground)).toBeGreaterThanOrEqual(4.5);
  }
});
