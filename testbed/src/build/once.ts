import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';

/**
 * Fills a folder of the cache. Two processes that ask at once do the work once, and nothing half done is left behind.
 *
 * @param isComplete - Asked again once it is this process' turn: another may have done it meanwhile.
 * @param work - Gets an empty folder beside the place, so that a rename out of it is atomic.
 */
export async function fillOnce(
  folder: string,
  isComplete: () => boolean,
  work: (workFolder: string) => Promise<void>,
): Promise<void> {
  if (isComplete()) {
    return;
  }
  await mkdir(folder, { recursive: true });
  const release = await lock(folder, {
    stale: 60_000,
    update: 10_000,
    retries: { forever: true, minTimeout: 500, maxTimeout: 2_000 },
  });
  try {
    if (isComplete()) {
      return;
    }
    const workFolder = await mkdtemp(join(folder, '.build-'));
    try {
      await work(workFolder);
    } finally {
      await rm(workFolder, { recursive: true, force: true });
    }
  } finally {
    await release();
  }
}

/** Progress goes to standard error: standard output belongs to whoever asked. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
