import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DATA_FOLDER_PREFIX, forgetFolder, watchFolder } from './reaper';

/** Where a part keeps its files while it runs. */
export interface DataFolder {
  readonly path: string;
  /** True when somebody chose the folder: then it outlives the part. */
  readonly kept: boolean;
  remove(): Promise<void>;
}

/**
 * The chosen folder, or a new one under the system's temporary folder that goes away with the part.
 */
export async function createDataFolder(
  part: string,
  chosen?: string,
): Promise<DataFolder> {
  if (chosen) {
    const path = resolve(chosen);
    await mkdir(path, { recursive: true });
    return { path, kept: true, remove: async () => {} };
  }
  const path = await mkdtemp(join(tmpdir(), `${DATA_FOLDER_PREFIX}${part}-`));
  watchFolder(path);
  return {
    path,
    kept: false,
    remove: async () => {
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
      forgetFolder(path);
    },
  };
}
