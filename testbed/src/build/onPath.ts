import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of these commands that is on the `PATH`. */
export function onPath(names: string[]): string | undefined {
  return names
    .flatMap(name =>
      (process.env.PATH ?? '')
        .split(delimiter)
        .filter(Boolean)
        .map(folder => join(folder, name)),
    )
    .find(path => existsSync(path));
}
