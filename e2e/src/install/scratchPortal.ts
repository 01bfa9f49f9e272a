import { execFileSync } from 'child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { join } from 'path';
import { repositoryRoot } from '@internal/testbed';
import { parse, stringify } from 'yaml';

const PREFIX = '@vtasker/backstage-plugin-service-manager';
const PACKAGES = ['', '-backend', '-common', '-node'];
const CREATE_APP = '@backstage/create-app@0.9.2';

function run(command: string, args: string[], cwd: string) {
  execFileSync(command, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CI: 'true', BACKSTAGE_APP_NAME: 'scratch' },
  });
}

function editJson(path: string, edit: (value: any) => void) {
  const value = JSON.parse(readFileSync(path, 'utf8'));
  edit(value);
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Builds and packs the published packages; returns name -> tarball. */
export function packPlugins(folder: string): Record<string, string> {
  const yarn = rootYarn();
  run(process.execPath, [yarn, 'tsc'], repositoryRoot);
  const tarballs: Record<string, string> = {};
  mkdirSync(folder, { recursive: true });
  for (const suffix of PACKAGES) {
    const name = `${PREFIX}${suffix}`;
    const cwd = join(repositoryRoot, `plugins/service-manager${suffix}`);
    const tarball = join(folder, `service-manager${suffix}.tgz`);
    run(process.execPath, [yarn, 'build'], cwd);
    run(process.execPath, [yarn, 'pack', '--out', tarball], cwd);
    tarballs[name] = tarball;
  }
  return tarballs;
}

function rootYarn() {
  const releases = join(repositoryRoot, '.yarn/releases');
  return join(releases, readdirSync(releases)[0]);
}

/**
 * A portal made by `create-app`, with the plugins installed by the README's
 * three steps: the packed packages, one line of the backend, one annotation.
 */
export function createScratchPortal(options: {
  folder: string;
  tarballs: Record<string, string>;
  config: Record<string, unknown>;
}): void {
  const { folder, tarballs } = options;
  rmSync(folder, { recursive: true, force: true });
  const yarn = rootYarn();
  // create-app looks for a `yarn` command; the repository's own will do.
  const bin = join(folder, '../bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, 'yarn'),
    `#!/bin/sh\nexec "${process.execPath}" "${yarn}" "$@"\n`,
    { mode: 0o755 },
  );
  process.env.PATH = `${bin}:${process.env.PATH}`;
  run('npx', ['--yes', CREATE_APP, '--skip-install', '--path', folder], bin);

  // Not a step of ours: some versions were published without the packages of
  // their platforms; the same ones are pinned as in our own root.
  const root = JSON.parse(
    readFileSync(join(repositoryRoot, 'package.json'), 'utf8'),
  );
  editJson(join(folder, 'package.json'), value => {
    value.resolutions = {
      ...value.resolutions,
      ...root.resolutions,
      ...Object.fromEntries(
        Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]),
      ),
    };
    value.dependenciesMeta = root.dependenciesMeta;
  });

  // Step 1: the packages.
  for (const [where, name] of [
    ['app', PREFIX],
    ['backend', `${PREFIX}-backend`],
  ]) {
    editJson(join(folder, `packages/${where}/package.json`), value => {
      value.dependencies[name] = `file:${tarballs[name]}`;
    });
  }
  // Step 2: one line of the backend.
  const index = join(folder, 'packages/backend/src/index.ts');
  writeFileSync(
    index,
    readFileSync(index, 'utf8').replace(
      'backend.start();',
      `backend.add(import('${PREFIX}-backend'));\n\nbackend.start();`,
    ),
  );
  // Step 3: one annotation on the template's own example component.
  const entities = join(folder, 'examples/entities.yaml');
  writeFileSync(
    entities,
    readFileSync(entities, 'utf8').replace(
      'name: example-website\n',
      'name: example-website\n  annotations:\n    backstage.io/kubernetes-id: project-manager\n',
    ),
  );
  const appConfig = join(folder, 'app-config.yaml');
  writeFileSync(
    appConfig,
    stringify({
      ...parse(readFileSync(appConfig, 'utf8')),
      ...options.config,
    }),
  );
  run(process.execPath, [yarn, 'install', '--no-immutable'], folder);
  run(process.execPath, [yarn, 'workspace', 'app', 'build'], folder);
}
