// Runs a tier of suites one after the other and counts what they say.
//   node .ci/test.mjs quick|long|lint|journeys
// A check that is not a test runner (types, formatting, ...) counts as one test.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'service-manager-tests-'));
const yarn = [join(root, '.yarn/releases/yarn-4.18.1.cjs')];

function run(args, options = {}) {
  return spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env: { ...process.env, CI: 'true', ...options.env },
  });
}

function check(name, args, options) {
  return {
    name,
    run() {
      const { status } = run([...yarn, ...args], options);
      return {
        passed: status === 0 ? 1 : 0,
        failed: status === 0 ? 0 : 1,
        skipped: [],
      };
    },
  };
}

function jest(name, args, env = {}) {
  return {
    name,
    run() {
      const output = join(scratch, `${name.replace(/\W+/g, '-')}.json`);
      const { status } = run(
        [
          ...yarn,
          'backstage-cli',
          'repo',
          'test',
          '--json',
          `--outputFile=${output}`,
          '--maxWorkers=2',
          // A bound for what hangs; how fast things are is measured in bench/.
          '--testTimeout=60000',
          ...args,
        ],
        // The JSON also goes to standard output; the readable report is on standard error.
        { stdio: ['ignore', 'ignore', 'inherit'], env },
      );
      if (!existsSync(output)) return { passed: 0, failed: 1, skipped: [] };
      const result = JSON.parse(readFileSync(output, 'utf8'));
      const skipped = result.testResults.flatMap(file =>
        file.assertionResults
          .filter(t => t.status === 'pending' || t.status === 'todo')
          .map(t => t.fullName),
      );
      const broken = result.testResults.filter(
        file =>
          file.status === 'failed' &&
          file.assertionResults.every(t => t.status !== 'failed'),
      ).length;
      const failed = result.numFailedTests + broken;
      return {
        passed: result.numPassedTests,
        // A runner that ends badly without a failed test has failed all the same.
        failed: failed || (status === 0 ? 0 : 1),
        skipped,
      };
    },
  };
}

function chromium() {
  const { paths } = JSON.parse(
    readFileSync(join(root, 'testbed/src/portal/chromium.json'), 'utf8'),
  );
  return [process.env.CHROMIUM_PATH, ...paths].find(
    path => path && existsSync(path),
  );
}

// Each test of a Playwright report, with the titles above it.
function journeysOf(suite, above = []) {
  const titles = [...above, suite.title].filter(Boolean);
  return [
    ...(suite.suites ?? []).flatMap(inner => journeysOf(inner, titles)),
    ...(suite.specs ?? []).flatMap(spec =>
      spec.tests.map(test => ({
        ...test,
        name: [test.projectName, ...titles, spec.title].join(' › '),
      })),
    ),
  ];
}

function journeys(name, env = {}) {
  return {
    name,
    run() {
      if (!chromium()) {
        return {
          passed: 0,
          failed: 0,
          skipped: [`${name}: no Chromium here (set CHROMIUM_PATH)`],
        };
      }
      const built = run([...yarn, 'workspace', 'app', 'build']);
      if (built.status !== 0) return { passed: 0, failed: 1, skipped: [] };
      const output = join(scratch, `${name.replace(/\W+/g, '-')}.json`);
      const { status } = run(
        [
          ...yarn,
          'workspace',
          '@internal/e2e',
          'playwright',
          'test',
          '--reporter=list,json',
        ],
        {
          env: {
            PLAYWRIGHT_JSON_OUTPUT_NAME: output,
            CHROMIUM_PATH: chromium(),
            ...env,
          },
        },
      );
      if (!existsSync(output)) return { passed: 0, failed: 1, skipped: [] };
      const { stats, suites } = JSON.parse(readFileSync(output, 'utf8'));
      return {
        passed: stats.expected,
        failed: stats.unexpected + stats.flaky || (status === 0 ? 0 : 1),
        skipped: suites
          .flatMap(suite => journeysOf(suite))
          .filter(test => test.status === 'skipped')
          .map(
            test =>
              `${test.name} [${test.annotations
                .map(({ description }) => description)
                .join(' ')}]`,
          ),
      };
    },
  };
}

const lint = [
  check('formatting', ['prettier', '--check', '.']),
  check('types', ['tsc']),
  check('lint', ['backstage-cli', 'repo', 'lint', '--max-warnings=0']),
  check('API reports', ['api-reports', '--ci']),
  check('reasons of dependencies', ['node', '.ci/dependencies.mjs']),
  check('ways between rooms', ['node', '.ci/rooms.mjs']),
];

const tiers = {
  lint,
  journeys: [journeys('browser journeys')],
  quick: [
    ...lint,
    jest('unit, contract and real-part suites', [
      '--testPathIgnorePatterns',
      '\\.long\\.test\\.ts',
      '/node_modules/',
    ]),
    journeys('browser journeys'),
  ],
  long: [
    jest(
      'long suites',
      ['--testPathPatterns', '.long.test.ts', '--passWithNoTests'],
      { TEST_TIER: 'long' },
    ),
    journeys('real clusters and scratch portal', {
      TEST_TIER: 'long',
    }),
  ],
};

const tier = process.argv[2];
if (!tiers[tier]) {
  console.error(
    `Unknown tier "${tier}". Choose one of ${Object.keys(tiers).join(', ')}.`,
  );
  process.exit(2);
}

const rows = [];
for (const suite of tiers[tier]) {
  console.log(`\n== ${suite.name}`);
  const started = Date.now();
  rows.push({
    name: suite.name,
    ...suite.run(),
    seconds: Math.round((Date.now() - started) / 1000),
  });
}
rmSync(scratch, { recursive: true, force: true });

const total = { passed: 0, failed: 0, skipped: 0 };
console.log('');
for (const row of rows) {
  total.passed += row.passed;
  total.failed += row.failed;
  total.skipped += row.skipped.length;
  console.log(
    `${row.name.padEnd(40)} ${String(row.passed).padStart(5)} passed ${String(
      row.failed,
    ).padStart(4)} failed ${String(row.skipped.length).padStart(
      4,
    )} skipped ${String(row.seconds).padStart(5)} s`,
  );
}
const skipped = rows.flatMap(row => row.skipped);
if (skipped.length)
  console.log(`\nSkipped:\n${skipped.map(name => `  ${name}`).join('\n')}`);
if (process.env.TEST_RESULTS) {
  writeFileSync(
    join(process.env.TEST_RESULTS, `tier-${tier}.json`),
    JSON.stringify(total),
  );
} else {
  console.log(
    `\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`,
  );
}
process.exitCode = total.failed > 0 ? 1 : 0;
