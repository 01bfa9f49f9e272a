// Holds docs/dependencies.md against every package.json: no dependency without
// a reason, no reason without a dependency, and the same for the pins.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const document = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');

/** What stands in backticks in the first column of the tables of a section. */
function named(title) {
  const [, section = ''] = document.split(`\n## ${title}\n`);
  const rows = section.split('\n## ')[0].match(/^\|.*$/gm) ?? [];
  return rows.flatMap(row =>
    [...row.split('|')[1].matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
}

const manifests = execFileSync(
  'git',
  ['ls-files', 'package.json', '*/package.json'],
  { cwd: root, encoding: 'utf8' },
)
  .trim()
  .split('\n')
  .map(file => JSON.parse(readFileSync(join(root, file), 'utf8')));
const ours = new Set(manifests.map(({ name }) => name));
const used = new Set(
  manifests
    .flatMap(one => [
      one.dependencies,
      one.devDependencies,
      one.peerDependencies,
      one.optionalDependencies,
    ])
    .flatMap(group => Object.keys(group ?? {}))
    .filter(name => !ours.has(name))
    // The types of a package have its reason.
    .map(name =>
      name.replace(/^@types\/(?:(.+)__)?/, (_, scope) =>
        scope ? `@${scope}/` : '',
      ),
    ),
);
const pins = Object.keys(
  manifests.find(({ name }) => name === 'root').resolutions,
);

/** `@lezer/*` stands for all of that scope. */
const fits = (pattern, name) =>
  pattern.endsWith('/*')
    ? name.startsWith(pattern.slice(0, -1))
    : name === pattern;

function compare(what, reasons, names) {
  const without = names.filter(name => !reasons.some(one => fits(one, name)));
  const idle = reasons.filter(one => !names.some(name => fits(one, name)));
  return [
    ...without.map(name => `${name}: ${what} without a reason`),
    ...idle.map(name => `${name}: a reason without ${what}`),
  ];
}

const problems = [
  ...compare(
    'a dependency',
    [
      ...named('Of the published packages'),
      ...named('Of development and tests'),
    ],
    [...used].sort(),
  ),
  ...compare('a pin', named('Pins'), pins),
];
for (const problem of problems) console.log(`docs/dependencies.md: ${problem}`);
if (problems.length === 0) {
  console.log(
    `${used.size} dependencies and ${pins.length} pins, each with its reason`,
  );
}
process.exitCode = problems.length > 0 ? 1 : 0;
