// Holds the imports of the sources against what docs/architecture.md promises:
// no file and no room leads back to itself, and across packages only what is
// made for it is imported.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const ts = createRequire(import.meta.url)('typescript');

const tracked = execFileSync('git', ['ls-files', '*.ts', '*.tsx'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n');

const isTest = file =>
  /\.test\.tsx?$|__testUtils__|\/testing\/|\/dev\/|contract\//.test(file);

/** The file that a relative import means; undefined for any other. */
function target(file, specifier) {
  if (!specifier.startsWith('.')) return undefined;
  const base = join(dirname(join(root, file)), specifier);
  const found = ['', '.ts', '.tsx', '/index.ts', '/index.tsx']
    .map(end => `${base}${end}`)
    .find(path => existsSync(path) && statSync(path).isFile());
  return found?.slice(root.length + 1);
}

/** What a file imports at once; what is loaded later leads nowhere yet. */
function importsOf(file) {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
  );
  return source.statements.flatMap(statement => {
    if (!statement.moduleSpecifier) return [];
    return {
      specifier: statement.moduleSpecifier.text,
      typeOnly: Boolean(
        statement.isTypeOnly || statement.importClause?.isTypeOnly,
      ),
    };
  });
}

/** `plugins/x/src/room`, or the file itself beside the rooms. */
function roomOf(file) {
  const [, source, room] = /^(.*?\/src)\/([^/]+)\//.exec(file) ?? [];
  return room ? `${source}/${room}` : file;
}

const packageOf = file => /^(?:(?:packages|plugins)\/)?[^/]+/.exec(file)[0];

/** Rounds in a graph, each as the way that leads back. */
function roundsOf(edges) {
  const rounds = [];
  const state = new Map();
  function visit(node, way) {
    state.set(node, 'open');
    for (const next of edges.get(node) ?? []) {
      if (state.get(next) === 'open') {
        rounds.push([...way.slice(way.indexOf(next)), next]);
      } else if (!state.has(next)) {
        visit(next, [...way, next]);
      }
    }
    state.set(node, 'done');
  }
  for (const node of edges.keys()) if (!state.has(node)) visit(node, [node]);
  return rounds;
}

function add(edges, from, to) {
  if (from === to) return;
  if (!edges.has(from)) edges.set(from, new Set());
  edges.get(from).add(to);
}

// What other plugins may import; the rest of ours is started by the portal.
const SHARED = /^@vtasker\/backstage-plugin-service-manager-(common|node)$/;
const OURS = /^@vtasker\//;

const files = new Map();
const rooms = new Map();
const problems = [];
for (const file of tracked.filter(one => existsSync(join(root, one)))) {
  for (const { specifier, typeOnly } of importsOf(file)) {
    const to = target(file, specifier);
    if (to) {
      if (!typeOnly) add(files, file, to);
      if (!isTest(file) && !isTest(to)) add(rooms, roomOf(file), roomOf(to));
      // A benchmark measures what is inside.
      if (packageOf(to) !== packageOf(file) && packageOf(file) !== 'bench') {
        problems.push(`${file} reaches into ${packageOf(to)}`);
      }
    } else if (
      file.startsWith('plugins/') &&
      OURS.test(specifier) &&
      !SHARED.test(specifier)
    ) {
      problems.push(`${file} imports ${specifier}`);
    }
  }
}
for (const round of [...roundsOf(files), ...roundsOf(rooms)]) {
  problems.push(`leads back to itself: ${round.join(' -> ')}`);
}
for (const problem of problems) console.log(problem);
if (problems.length === 0) {
  console.log(
    `${tracked.length} files, no import leads back or where it must not`,
  );
}
process.exitCode = problems.length > 0 ? 1 : 0;
