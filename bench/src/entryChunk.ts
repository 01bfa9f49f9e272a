import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { gzipSync } from 'zlib';
import { repositoryRoot } from '@internal/testbed';
import { stringify } from 'yaml';
import type { Result } from './report';

const PLUGIN = '@vtasker/backstage-plugin-service-manager';
const app = join(repositoryRoot, 'packages/app');

/** Bytes, gzipped, of the scripts and styles that every page loads at once. */
function entrySize(configs: string[]) {
  execFileSync(
    process.execPath,
    [
      join(repositoryRoot, 'node_modules/.bin/backstage-cli'),
      'package',
      'build',
      ...configs.flatMap(file => ['--config', file]),
    ],
    { cwd: app, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const html = readFileSync(join(app, 'dist/index.html'), 'utf8');
  const files = [
    ...html.matchAll(/(?:src|href)="\/?(static\/[^"]+\.(?:js|css))"/g),
  ];
  if (files.length === 0) throw new Error('The built page loads no script');
  return files
    .map(([, file]) => gzipSync(readFileSync(join(app, 'dist', file))).length)
    .reduce((sum, size) => sum + size, 0);
}

/** What our plugins add to what every page of the portal loads. */
export async function entryChunk(): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'service-manager-bench-'));
  const config = join(repositoryRoot, 'app-config.yaml');
  const without = join(folder, 'without.yaml');
  writeFileSync(
    without,
    stringify({ app: { packages: { exclude: [PLUGIN] } } }),
  );
  try {
    const before = entrySize([config, without]);
    const after = entrySize([config]);
    const added = after - before;
    return {
      title: 'Weight in the browser',
      how: 'The portal built twice, with and without the plugin: gzipped bytes of the scripts and styles that every page loads at once.',
      rows: [
        {
          what: 'Added to the entry chunks',
          value: `${(added / 1024).toFixed(1)} KB (of ${(after / 1024).toFixed(
            0,
          )} KB)`,
          bound: '<= 5 KB',
          met: added <= 5 * 1024,
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
