// Adds up the results that test.mjs left in a folder: one closing line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const total = { passed: 0, failed: 0, skipped: 0 };
for (const file of readdirSync(folder)) {
  if (!file.startsWith('tier-')) continue;
  const tier = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  for (const key of Object.keys(total)) total[key] += tier[key];
}
if (total.passed + total.failed === 0) {
  console.log('No test was run.');
  process.exitCode = 1;
}
console.log(
  `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`,
);
if (total.failed > 0) process.exitCode = 1;
