import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Availability } from '../part';
import { cacheRoot } from './cache';
import { fillOnce, say } from './once';
import { onPath } from './onPath';

/**
 * What comes out of a package of Debian. Its programs are unpacked into the cache and not installed: that needs no root,
 * and no service is started.
 */
export interface DebianPackage {
  name: string;
  /** Our name of each program, to the names it may have on the `PATH`; the first is the package's own. */
  binaries: Record<string, string[]>;
}

export const PROMETHEUS_PACKAGE: DebianPackage = {
  name: 'prometheus',
  binaries: { prometheus: ['prometheus'], promtool: ['promtool'] },
};

function unpackedFolder({ name }: DebianPackage): string {
  return join(cacheRoot(), `debian-${name}`);
}

function findBinary(
  debianPackage: DebianPackage,
  binary: string,
): string | undefined {
  const names = debianPackage.binaries[binary];
  const unpacked = join(unpackedFolder(debianPackage), names[0]);
  return existsSync(unpacked) ? unpacked : onPath(names);
}

function missingPrograms(debianPackage: DebianPackage): string[] {
  return Object.keys(debianPackage.binaries).filter(
    binary => !findBinary(debianPackage, binary),
  );
}

/**
 * The path of a program: what was unpacked, else what is installed on this machine.
 *
 * @throws Error naming the program when it is nowhere.
 */
export function debianBinary(
  debianPackage: DebianPackage,
  binary: string,
): string {
  const path = findBinary(debianPackage, binary);
  if (!path) {
    throw new Error(`${binary} is not on this machine.`);
  }
  return path;
}

/** Whether the programs are there, or could be. */
export function debianAvailable(
  part: string,
  debianPackage: DebianPackage,
): Availability {
  const missing = missingPrograms(debianPackage);
  if (missing.length === 0) {
    return { available: true, reason: 'The programs are here.' };
  }
  return {
    available: false,
    reason: `${missing.join(', ')} ${
      missing.length === 1 ? 'is' : 'are'
    } missing. ${
      onPath(['apt-get'])
        ? `Run: yarn testbed build ${part}`
        : `Install ${missing.join(' and ')} so that it is found on the PATH.`
    }`,
  };
}

function run(command: string, args: string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(onPath([command]) ?? command, args, {
      cwd,
      env: process.env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', data => {
      complaint += data;
    });
    child.once('error', reject);
    child.once('close', code =>
      code === 0
        ? resolve()
        : reject(
            new Error(
              `${command} ${args[0]} ended with code ${code}: ${complaint
                .trim()
                .slice(-500)}`,
            ),
          ),
    );
  });
}

async function download(name: string, folder: string): Promise<void> {
  try {
    await run('apt-get', ['download', name], folder);
  } catch (error) {
    if (process.getuid?.() !== 0) {
      throw error;
    }
    // A fresh machine has no lists of packages yet, or old ones that name a version which is gone.
    await run('apt-get', ['update'], folder);
    await run('apt-get', ['download', name], folder);
  }
}

/** Fetches the package and unpacks its programs into the cache, unless they are there already. */
export async function unpackDebian(
  debianPackage: DebianPackage,
): Promise<void> {
  const { name } = debianPackage;
  await fillOnce(
    unpackedFolder(debianPackage),
    () => missingPrograms(debianPackage).length === 0,
    async work => {
      if (!onPath(['apt-get']) || !onPath(['dpkg-deb'])) {
        throw new Error(
          `${missingPrograms(debianPackage).join(
            ' and ',
          )} cannot be fetched: there is no apt-get here. Install them so that it is found on the PATH.`,
        );
      }
      say(`testbed: fetching Debian's ${name}`);
      // apt-get drops to a user of its own for the download, and complains when that one may not write.
      await chmod(work, 0o777);
      await download(name, work);
      const file = (await readdir(work)).find(entry => entry.endsWith('.deb'));
      if (!file) {
        throw new Error(`apt-get download ${name} brought no package.`);
      }
      await run('dpkg-deb', ['-x', join(work, file), work], work);
      for (const [program] of Object.values(debianPackage.binaries)) {
        await rename(
          join(work, 'usr', 'bin', program),
          join(unpackedFolder(debianPackage), program),
        );
      }
    },
  );
}
