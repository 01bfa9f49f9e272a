import { LogScript } from '@internal/sandbox';
import { readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { repositoryRoot } from '../portal';

/** What the containers of the example fleets write. */
export function exampleLogScripts(): LogScript[] {
  return parse(
    readFileSync(join(repositoryRoot, 'examples/logs/scripts.yaml'), 'utf8'),
  );
}
