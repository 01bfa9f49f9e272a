import { existsSync } from 'node:fs';
import chromium from './chromium.json';

/**
 * The Chromium of this machine: that of `CHROMIUM_PATH`, or where systems put
 * it. Undefined when there is none.
 */
export function chromiumPath(): string | undefined {
  return [process.env.CHROMIUM_PATH, ...chromium.paths].find(
    path => path && existsSync(path),
  );
}

/** What Chromium is started with: no sandbox for root, no calls home. */
export const chromiumArguments: string[] = chromium.arguments;
