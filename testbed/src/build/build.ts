import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { Availability } from '../part';
import { binaryPath, cacheFolder, GoModule, moduleFolder } from './cache';
import { fillOnce, say } from './once';

/** The `go` command, or undefined when the machine has none. */
export function findGo(): string | undefined {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/local/go/bin']
    .filter(Boolean)
    .map(folder => join(folder, 'go'))
    .find(path => existsSync(path));
}

/** The names of the binaries that are not in the cache. */
export function missingBinaries(module: GoModule): string[] {
  return Object.keys(module.binaries).filter(
    binary => !existsSync(binaryPath(module, binary)),
  );
}

/** Whether the binaries are there, or could be. */
export function binariesAvailable(
  part: string,
  modules: GoModule[],
): Availability {
  const missing = modules.flatMap(missingBinaries);
  if (missing.length === 0) {
    return { available: true, reason: 'The binaries are built.' };
  }
  const go = findGo();
  return {
    available: false,
    reason: `${missing.join(', ')} ${
      missing.length === 1 ? 'is' : 'are'
    } not built. ${
      go
        ? `Run: yarn testbed build ${part}`
        : `Install Go, then run: yarn testbed build ${part}`
    }`,
  };
}

async function goBuild(
  go: string,
  module: GoModule,
  binary: string,
  output: string,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn(
      go,
      [
        'build',
        '-trimpath',
        '-buildvcs=false',
        '-ldflags',
        '-s -w',
        '-o',
        output,
        module.binaries[binary],
      ],
      { cwd: moduleFolder(module), stdio: ['ignore', 'ignore', 'inherit'] },
    );
    child.once('error', reject);
    child.once('exit', code =>
      code === 0
        ? resolve()
        : reject(new Error(`go build of ${binary} ended with code ${code}`)),
    );
  });
}

/**
 * Builds the binaries of a module that are missing. Two processes that ask at once build once.
 */
export async function buildModule(module: GoModule): Promise<void> {
  await fillOnce(
    cacheFolder(module),
    () => missingBinaries(module).length === 0,
    async work => {
      const missing = missingBinaries(module);
      const go = findGo();
      if (!go) {
        throw new Error(
          `Building ${missing.join(
            ', ',
          )} needs Go. Install it so that \`go\` is on the PATH.`,
        );
      }
      for (const binary of missing) {
        const start = performance.now();
        say(`testbed: building ${binary} (the first time takes minutes)`);
        await goBuild(go, module, binary, join(work, binary));
        await rename(join(work, binary), binaryPath(module, binary));
        const seconds = Math.round((performance.now() - start) / 1000);
        say(`testbed: ${binary} is built (${seconds} s)`);
      }
    },
  );
}
